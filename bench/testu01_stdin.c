/* TestU01's batteries over words from standard input; docs/internals/masks.md says how it is built and what it found.
 *
 *   bench_mask_stream P | testu01_stdin small|crush [TEST TIMES]
 *
 * TEST is the number of one of Crush's tests, run alone TIMES times. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "TestU01.h"

static unsigned next_word(void)
{
    static unsigned words[4096];
    static size_t at, n;
    if (at == n) {
        n = fread(words, sizeof *words, sizeof words / sizeof *words, stdin);
        at = 0;
        if (n == 0) fprintf(stderr, "testu01_stdin: the input has ended\n"), exit(1);
    }
    return words[at++];
}

int main(int argc, char **argv)
{
    int times[200] = {0}, test = argc > 3 ? atoi(argv[2]) : 0;
    if (argc < 2 || argc == 3 || test < 0 || test > 96)
        return fprintf(stderr, "usage: testu01_stdin small|crush [TEST TIMES]\n"), 2;
    unif01_Gen *words = unif01_CreateExternGenBits("stdin", next_word);
    swrite_Basic = FALSE; /* the summary is enough */
    if (!strcmp(argv[1], "small"))
        bbattery_SmallCrush(words);
    else if (!test)
        bbattery_Crush(words);
    else {
        times[test] = atoi(argv[3]);
        bbattery_RepeatCrush(words, times);
    }
    unif01_DeleteExternGenBits(words);
    return 0;
}
