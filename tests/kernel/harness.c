/* Every kernel in every variant against the plain C one, by the contract that kernels.def gives it, on odd sizes, unaligned
 * pointers and with guarded outputs; matrix products and convolutions against sums in double; any team of threads gives the same
 * bits.
 *
 *   harness        all checks
 *   harness ISA    those of one variant */
#include <stdio.h>

#include "checks.h"

static void check_variant(const tn__kernels *variant, const char *isa)
{
    check_units(variant, isa);
    check_masks(variant, isa);
    check_products(isa);
    check_convolutions(isa);
}

static void check_threads(void)
{
    for (int t = 0; t < 3; t++) {
        tn__threads *threads = NULL;
        tn__compute compute;
        if (tn__threads_new(&threads, t + 1, NULL) != TN_OK || tn__compute_init(&compute, NULL, threads, NULL) != TN_OK) return;
        tn__compute_want_onednn(&compute);
        seed = 99;
        check_threaded_products(&compute, t);
        check_threaded_convolution(&compute, t);
        tn__compute_release(&compute);
        tn__threads_free(threads);
    }
}

int main(int argc, char **argv)
{
    static const char *const isas[] = {"generic", "neon", "avx2", "avx512"};
    for (int v = 0; v < 4; v++) {
        const tn__kernels *variant = tn__kernels_for(isas[v]);
        if (argc > 1 && strcmp(argv[1], isas[v])) continue;
        if (variant)
            check_variant(variant, isas[v]);
        else
            printf("skipped: this CPU has no %s\n", isas[v]);
    }
    if (argc == 1) check_threads();
    if (failures) printf("%d failures\n", failures);
    return failures ? 1 : 0;
}
