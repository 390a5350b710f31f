/* --help, generated from the tables. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/term.h"

#define TEXT_COLUMN 30
#define LINE_WIDTH 100

static const char *bold(void)
{
    return cli_style_on(CLI_STDOUT, CLI_BOLD);
}

static const char *plain(void)
{
    return cli_style_off(CLI_STDOUT);
}

/* Breaks text at blanks; the first line begins at column `at`, the others at TEXT_COLUMN. */
static void print_wrapped(const char *text, int at)
{
    while (*text) {
        int length = (int)strcspn(text, " ");
        if (at + length > LINE_WIDTH && at > TEXT_COLUMN) {
            printf("\n%*s", TEXT_COLUMN, "");
            at = TEXT_COLUMN;
        }
        printf("%.*s", length, text);
        at += length;
        text += length;
        if (*text == ' ') {
            text++;
            if (at + 1 + (int)strcspn(text, " ") <= LINE_WIDTH) {
                putchar(' ');
                at++;
            } else {
                printf("\n%*s", TEXT_COLUMN, "");
                at = TEXT_COLUMN;
            }
        }
    }
    putchar('\n');
}

static void add(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", more);
}

static void add_names(char *text, size_t size, const cli_option *option)
{
    add(text, size, " (");
    for (const char *const *name = option->names(); *name; name++) {
        add(text, size, *name);
        add(text, size, name[1] ? ", " : ")");
    }
}

static void print_option(const cli_option *option)
{
    char head[80], text[600];
    snprintf(head, sizeof head, "  %s--%s%s%s", option->letter ? (char[]){'-', option->letter, ',', ' ', 0} : "    ",
             option->name, option->value ? " " : "", option->value ? option->value : "");
    snprintf(text, sizeof text, "%s", option->text);
    if (option->names) {
        add_names(text, sizeof text, option);
    }
    if (option->fallback) {
        add(text, sizeof text, " [");
        add(text, sizeof text, option->fallback);
        add(text, sizeof text, "]");
    }
    int length = (int)strlen(head);
    printf("%s", head);
    if (length >= TEXT_COLUMN) {
        printf("\n");
        length = 0;
    }
    printf("%*s", TEXT_COLUMN - length, "");
    print_wrapped(text, TEXT_COLUMN);
}

void cli_options_print(const cli_group *group)
{
    printf("\n%s%s%s\n", bold(), group->title, plain());
    for (const cli_option *option = group->options; option->name; option++) {
        print_option(option);
    }
}

static void print_subcommands(const cli_command *command)
{
    if (!command->subcommands) {
        return;
    }
    printf("\n%sOf studies that are there%s\n", bold(), plain());
    for (const cli_command *const *sub = command->subcommands; *sub; sub++) {
        int length = printf("  thinnet %s", (*sub)->name);
        printf("%*s", TEXT_COLUMN - length, "");
        print_wrapped((*sub)->summary, TEXT_COLUMN);
    }
}

static void print_exit_codes(void)
{
    printf("\n%sExit codes%s\n"
           "  0 fine   1 check found errors or warnings   2 wrong command line   3 bad input "
           "(file, model, data)\n"
           "  4 internal fault or no memory   130 stopped by Ctrl-C; what was known by then is "
           "printed and saved\n",
           bold(), plain());
}

void cli_print_command_help(const cli_command *command)
{
    printf("%sthinnet %s%s: %s\n\n", bold(), command->name, plain(), command->summary);
    printf("%sUsage%s  thinnet %s %s\n", bold(), plain(), command->name, command->usage);
    if (command->description) {
        printf("\n%s\n", command->description);
    }
    print_subcommands(command);
    for (const cli_group *const *group = command->groups; *group; group++) {
        cli_options_print(*group);
    }
    printf("\nValues are given as --option VALUE or --option=VALUE; defaults stand in [].\n");
    print_exit_codes();
}

void cli_print_help(void)
{
    printf("%sthinnet%s: where and how should dropout be placed?\n\n"
           "It reads a PyTorch model's source, says what is wrong with its dropout, trains it "
           "natively,\n"
           "and measures whether the dropout helps.\n\n"
           "%sUsage%s  thinnet COMMAND ... [options]\n\n%sCommands%s\n",
           bold(), plain(), bold(), plain(), bold(), plain());
    for (const cli_command *const *command = cli_commands; *command; command++) {
        printf("  %-9s %s\n", (*command)->name, (*command)->summary);
    }
    printf("\n'thinnet COMMAND --help' explains all options of a command.\n"
           "\n%sMODEL%s is FILE.py:CALL, a call of a class in that file, or of a function that makes one, quoted for the shell:\n"
           "  thinnet summary 'net.py:SimpleFCN(64, 50, 10)'\n"
           "or FILE.py:VARIABLE, an nn.Sequential that a script keeps there. FILE.py alone will do\n"
           "where the file has one nn.Module whose arguments all have defaults.\n"
           "%sDATA%s is a file or folder (IDX, CIFAR-10 binary, CSV or TSV; .gz is fine), or "
           "'digits', which is built in.\n",
           bold(), plain(), bold(), plain());
    print_exit_codes();
}
