/* A table of texts, printed with columns as wide as their widest cell. */
#ifndef TN_CLI_TEXT_TABLE_H
#define TN_CLI_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct cli_table {
    const char *alignment; /* a '<' or '>' a column; borrowed */
    int columns;
    char **cells; /* owned; NULL: a line across begins here */
    size_t n, capacity;
    bool failed; /* memory was short; print then does nothing */
} cli_table;

void cli_table_init(cli_table *table, const char *alignment);
void cli_table_release(cli_table *table);
/* The next cell, row by row. */
void cli_table_cell(cli_table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A line across; the row before it must be full. */
void cli_table_line(cli_table *table);
/* The first row is the head (bold on a terminal). False when memory was short. */
bool cli_table_print(const cli_table *table);
/* Columns that a UTF-8 text takes where each character takes one. */
int cli_text_width(const char *text);
/* 1234567 as "1,234,567" into out[size >= 28]; returns out. */
const char *cli_thousands(long long number, char *out, size_t size);

#endif
