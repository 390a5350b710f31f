#include <stdio.h>

#include "cli/command.h"
#include "cli/json_line.h"
#include "cli/term.h"
#include "thinnet/cpu.h"

static void print_json(void)
{
    cli_json json = cli_json_begin(stdout);
    cli_json_text(&json, "variant", tn_cpu_variant());
    cli_json_open(&json, "sets");
    for (int i = 0; i < tn_cpu_sets(); i++) {
        bool available = false;
        const char *name = tn_cpu_set(i, &available);
        cli_json_bool(&json, name, available);
    }
    cli_json_close(&json);
    cli_json_open_list(&json, "kernels");
    for (int i = 0; i < tn_cpu_kernels(); i++) {
        cli_json_text(&json, NULL, tn_cpu_kernel(i));
    }
    cli_json_close(&json);
    cli_json_end(&json);
}

/* The kernels' names in lines of at most 90 columns. */
static void print_kernels(void)
{
    int at = 0;
    for (int i = 0; i < tn_cpu_kernels(); i++) {
        if (at == 0) {
            at = printf("  %s", tn_cpu_kernel(i));
        } else {
            at += printf(", %s", tn_cpu_kernel(i));
        }
        if (at > 75) {
            putchar('\n');
            at = 0;
        }
    }
    if (at > 0) {
        putchar('\n');
    }
}

static cli_exit run(const cli_values *values)
{
    if (values->json) {
        print_json();
        return CLI_FINE;
    }
    printf("instruction sets with kernels of their own:\n");
    for (int i = 0; i < tn_cpu_sets(); i++) {
        bool available = false;
        const char *name = tn_cpu_set(i, &available);
        printf("  %-8s %s\n", name, available ? "yes" : "not on this machine");
    }
    printf("\n%d kernels, all in their %s%s%s variant here (THINNET_CPU=generic chooses the plain "
           "ones):\n",
           tn_cpu_kernels(), cli_style_on(CLI_STDOUT, CLI_BOLD), tn_cpu_variant(), cli_style_off(CLI_STDOUT));
    print_kernels();
    return CLI_FINE;
}

const cli_command cli_command_cpu = {
    .name = "cpu",
    .summary = "what thinnet found of this CPU, and the kernels that it chose",
    .usage = "[--json]",
    .description = "Set THINNET_CPU=generic, avx2 or avx512 to hold it to a variant; results of "
                   "masks are the same bits in all.",
    .groups = {&cli_common_group},
    .run = run,
};
