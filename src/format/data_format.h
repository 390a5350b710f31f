/* A data format: one row of formats.def. It finds its files behind a path and reads them. */
#ifndef TN_FORMAT_DATA_FORMAT_H
#define TN_FORMAT_DATA_FORMAT_H

#include "format/csv.h"

typedef struct tn__data_format {
    const char *name;    /* "IDX" */
    const char *summary; /* what a path may be, for messages and docs */
    /* Whether `path`, a file or folder, is of this format. Never fails: what cannot be read is not. */
    bool (*finds)(const char *path);
    /* Reads it; test stays empty where there is no test part. */
    tn_status (*read)(const char *path, const tn__csv_options *options, tn__samples *train, tn__samples *test, tn_error *err);
} tn__data_format;

#define FORMAT(name) extern const tn__data_format tn__format_##name;
#include "format/formats.def"
#undef FORMAT

/* The first format that finds itself behind path; NULL when none does. */
const tn__data_format *tn__data_format_find(const char *path);
/* Says why no format finds itself behind path; never TN_OK. */
tn_status tn__data_format_refuse(const char *path, tn_error *err);

/* "folder/name" into out[size]; false when it is too long. */
bool tn__path_join(char *out, size_t size, const char *folder, const char *name);

#endif
