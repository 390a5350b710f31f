/* Kinds of dropout that PyTorch lacks, as classes of the user's file:
 *
 *     class BatchwiseDropout(nn.Dropout):
 *         """Drops the same units for all samples of a batch (Graham et al. 2015)."""
 *
 *         def forward(self, x):
 *             return x * super().forward(x.new_ones(x.shape[1:]))
 *
 * The text is the kind's own (dropout/kind.h). A class is known by its name and by what forward says, so one of the same name
 * that does something else is not taken for the kind. */
#ifndef TN_SOURCE_OWN_KINDS_H
#define TN_SOURCE_OWN_KINDS_H

#include "base/buf.h"
#include "layer/layer.h"
#include "python/syntax.h"

/* Adds the class's text to buf; `base` is nn.Dropout as the file calls it. Only for kinds that PyTorch lacks. */
void tn__own_kind_print(const tn__layer_kind *kind, const char *base, const char *indent, tn__buf *buf);
/* The kind that a class definition is, whatever its spacing, comments and docstring; NULL: it is none. */
const tn__layer_kind *tn__own_kind_of(const tn__syntax *definition);

#endif
