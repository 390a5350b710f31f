#include "cli/text_table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/term.h"

#define MAX_COLUMNS 16
#define GAP 2

void cli_table_init(cli_table *table, const char *alignment)
{
    *table = (cli_table){.alignment = alignment, .columns = (int)strlen(alignment)};
}

void cli_table_release(cli_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        free(table->cells[i]);
    }
    free(table->cells);
    *table = (cli_table){0};
}

static void append(cli_table *table, char *cell)
{
    if (table->n == table->capacity) {
        size_t capacity = table->capacity ? 2 * table->capacity : 64;
        char **cells = realloc(table->cells, capacity * sizeof *cells);
        if (!cells) {
            table->failed = true;
            free(cell);
            return;
        }
        table->cells = cells;
        table->capacity = capacity;
    }
    table->cells[table->n++] = cell;
}

void cli_table_cell(cli_table *table, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0) {
        table->failed = true;
    } else {
        append(table, text);
    }
    va_end(arguments);
}

void cli_table_line(cli_table *table)
{
    append(table, NULL);
}

int cli_text_width(const char *text)
{
    int width = 0;
    for (; *text; text++) {
        width += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return width;
}

static void measure(const cli_table *table, int *widths)
{
    int column = 0;
    for (size_t i = 0; i < table->n; i++) {
        if (!table->cells[i]) {
            continue;
        }
        int width = cli_text_width(table->cells[i]);
        widths[column] = width > widths[column] ? width : widths[column];
        column = (column + 1) % table->columns;
    }
}

static void print_cell(const char *text, int width, bool right, bool last)
{
    int blanks = width - cli_text_width(text);
    printf("%*s%s", right ? blanks : 0, "", text);
    if (!last) {
        printf("%*s", (right ? 0 : blanks) + GAP, "");
    }
}

static void print_across(const int *widths, int columns)
{
    int total = (columns - 1) * GAP;
    for (int i = 0; i < columns; i++) {
        total += widths[i];
    }
    printf("%s", cli_style_on(CLI_STDOUT, CLI_DIM));
    for (int i = 0; i < total; i++) {
        putchar('-');
    }
    printf("%s\n", cli_style_off(CLI_STDOUT));
}

/* Cells up to the last one that is not empty, so that no line ends in blanks. */
static void print_row(const cli_table *table, char *const *cells, const int *widths)
{
    int last = table->columns - 1;
    while (last > 0 && !*cells[last]) {
        last--;
    }
    for (int column = 0; column <= last; column++) {
        print_cell(cells[column], widths[column], table->alignment[column] == '>', column == last);
    }
}

bool cli_table_print(const cli_table *table)
{
    int widths[MAX_COLUMNS] = {0};
    bool head = true;
    if (table->failed) {
        return false;
    }
    measure(table, widths);
    for (size_t i = 0; i < table->n;) {
        if (!table->cells[i]) {
            print_across(widths, table->columns);
            i++;
            continue;
        }
        printf("%s", head ? cli_style_on(CLI_STDOUT, CLI_BOLD) : "");
        print_row(table, table->cells + i, widths);
        printf("%s\n", head ? cli_style_off(CLI_STDOUT) : "");
        head = false;
        i += (size_t)table->columns;
    }
    return true;
}

const char *cli_thousands(long long number, char *out, size_t size)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%lld", number);
    size_t n = 0;
    for (int i = 0; i < length && n + 2 < size; i++) {
        if (i > 0 && digits[i - 1] != '-' && (length - i) % 3 == 0) {
            out[n++] = ',';
        }
        out[n++] = digits[i];
    }
    out[n] = '\0';
    return out;
}
