/* Which kinds of dropout fit a site. */
#ifndef TN_STUDY_SITE_KINDS_H
#define TN_STUDY_SITE_KINDS_H

#include "study/sites.h"

/* Fills kinds and wrong of every site that stands for itself. */
TN_NODISCARD tn_status tn__sites_fit(tn__sites *sites, const tn_net *net, bool wrong, tn_error *err);

#endif
