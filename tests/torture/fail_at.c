/* Linked into every unit test program: TN_MEM_FAIL_AT=n in the environment makes the program's nth allocation fail, and
 * at its end the program writes how many allocations it made to the file TN_MEM_COUNT_FILE. Without these it does nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

__attribute__((constructor)) static void arm(void)
{
    const char *n = getenv("TN_MEM_FAIL_AT");
    if (n) tn__mem_fail_at(strtoull(n, NULL, 10));
}

__attribute__((destructor)) static void count(void)
{
    const char *path = getenv("TN_MEM_COUNT_FILE");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%llu\n", (unsigned long long)tn__mem_count());
    fclose(file);
}
