/* --help, generated from the tables. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/words.h"

#define TEXT_COLUMN 30

static const char *bold(void)
{
    return cli_style_on(CLI_STDOUT, CLI_BOLD);
}

static const char *plain(void)
{
    return cli_style_off(CLI_STDOUT);
}

static void print_words(const char *text, int at, int indent)
{
    cli_print_words(CLI_STDOUT, text, strlen(text), at, indent, cli_line_width(CLI_STDOUT));
    putchar('\n');
}

/* Lines of a text, each broken by itself; those that begin with blanks are examples, and stay. */
static void print_lines(const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        if (*text == ' ') {
            fwrite(text, 1, length, stdout);
        } else {
            cli_print_words(CLI_STDOUT, text, length, 0, 0, cli_line_width(CLI_STDOUT));
        }
        putchar('\n');
        text += length + (text[length] == '\n');
    }
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
    print_words(text, TEXT_COLUMN, TEXT_COLUMN);
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
        print_words((*sub)->summary, TEXT_COLUMN, TEXT_COLUMN);
    }
}

static void print_exit_codes(void)
{
    static const struct {
        cli_exit code;
        const char *text;
    } rows[] = {
        {CLI_FINE, "fine"},
        {CLI_FINDINGS, "check found errors or warnings"},
        {CLI_USAGE, "wrong command line"},
        {CLI_BAD_INPUT, "bad input (file, model, data)"},
        {CLI_INTERNAL, "internal fault or no memory"},
        {CLI_STOPPED, "stopped by Ctrl-C; what was known by then is printed and saved"},
    };
    printf("\n%sExit codes%s\n", bold(), plain());
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        printf("  %-4d ", rows[i].code);
        print_words(rows[i].text, 7, 7);
    }
}

void cli_print_command_help(const cli_command *command)
{
    printf("%sthinnet %s%s: ", bold(), command->name, plain());
    print_words(command->summary, (int)strlen(command->name) + 10, 2);
    printf("\n%sUsage%s  thinnet %s ", bold(), plain(), command->name);
    print_words(command->usage, (int)strlen(command->name) + 16, 15);
    if (command->description) {
        putchar('\n');
        print_lines(command->description);
    }
    print_subcommands(command);
    for (const cli_group *const *group = command->groups; *group; group++) {
        cli_options_print(*group);
    }
    putchar('\n');
    print_words("Values are given as --option VALUE or --option=VALUE; defaults stand in [].", 0, 0);
    print_exit_codes();
}

/* "MODEL is ...": its first word bold. */
static void print_term(const char *word, const char *text)
{
    printf("\n%s%s%s ", bold(), word, plain());
    print_words(text, (int)strlen(word) + 1, 0);
}

void cli_print_help(void)
{
    printf("%sthinnet%s: where and how should dropout be placed?\n\n", bold(), plain());
    print_lines(
        "It reads a PyTorch model's source, says what is wrong with its dropout, trains it natively, and measures whether "
        "the dropout helps.");
    printf("\n%sUsage%s  thinnet COMMAND ... [options]\n\n%sCommands%s\n", bold(), plain(), bold(), plain());
    for (const cli_command *const *command = cli_commands; *command; command++) {
        printf("  %-9s ", (*command)->name);
        print_words((*command)->summary, 12, 12);
    }
    printf("\n'thinnet COMMAND --help' explains all options of a command.\n");
    print_term("MODEL",
               "is FILE.py:CALL, a call of a class in that file, or of a function that makes one, quoted for the shell:");
    printf("  thinnet summary 'net.py:SimpleFCN(64, 50, 10)'\n");
    print_lines("or FILE.py:VARIABLE, an nn.Sequential that a script keeps there. FILE.py alone will do where the file has one "
                "nn.Module whose arguments all have defaults.");
    print_term("DATA", "is a file or folder (IDX, CIFAR-10 binary, CSV or TSV; .gz is fine), or 'digits', which is built in.");
    print_exit_codes();
}
