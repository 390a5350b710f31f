/* A table's text cut into rows and fields. Fields point into the text; nothing is copied. */
#ifndef TN_FORMAT_CSV_ROWS_H
#define TN_FORMAT_CSV_ROWS_H

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"

typedef struct tn__csv_field {
    const char *text; /* without blanks around it and without its quotes; not terminated */
    int length;
    int64_t line; /* 1-based */
    int column;   /* 1-based, of its first byte */
} tn__csv_field;

typedef struct tn__csv_rows {
    const char *next, *end;
    char separator; /* ' ' for runs of blanks */
    char newline;   /* '\n', or '\r' in a text that has no '\n' */
    int64_t line;   /* of the row last read, 1-based */
    tn__csv_field *fields;
    size_t n, capacity;
    locale_t numbers; /* points are decimal points, whatever the program's locale says */
    tn_error *err;
} tn__csv_rows;

/* Looks at the first line for the separator. rows must be released also after a failure. */
TN_NODISCARD tn_status tn__csv_rows_init(tn__csv_rows *rows, const uint8_t *data, size_t size, tn_error *err);
void tn__csv_rows_release(tn__csv_rows *rows);
/* Cuts the next line that is not empty into rows->fields; rows->n == 0 at the end of the text. */
TN_NODISCARD tn_status tn__csv_rows_next(tn__csv_rows *rows);
/* False when the field is anything but one number; infinities and NaN count as numbers here. */
bool tn__csv_number(const tn__csv_rows *rows, const tn__csv_field *field, double *out);
/* TN_BAD_FORMAT at a field, in words that follow its text: "is not a number". */
tn_status tn__csv_refuse(const tn__csv_rows *rows, const tn__csv_field *field, const char *words);

#endif
