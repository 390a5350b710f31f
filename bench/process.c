/* Times a command as a whole process, and its largest resident memory. A small parent matters: a child counts its parent's memory
 * as its own until it has become another program.
 *
 *   bench_process TIMES COMMAND [ARGUMENT ...]
 *
 * Prints milliseconds, the median, and megabytes, the largest. The command's output goes nowhere. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "timing.h"

#define MOST 200

/* 0 when the command could be run and ended well. */
static int run_once(char **command, double *seconds, long *kilobytes)
{
    struct rusage usage;
    int status;
    double start = seconds_now();
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, 1);
        dup2(nowhere, 2);
        execvp(command[0], command);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) return 1;
    *seconds = seconds_now() - start;
    *kilobytes = usage.ru_maxrss;
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

int main(int argc, char **argv)
{
    double took[MOST];
    long largest = 0, kilobytes = 0;
    int times = argc > 2 ? atoi(argv[1]) : 0;
    if (times < 1 || times > MOST) return fprintf(stderr, "usage: bench_process TIMES COMMAND [ARGUMENT ...]\n"), 2;
    for (int i = 0; i < times; i++) {
        if (run_once(argv + 2, &took[i], &kilobytes)) return fprintf(stderr, "bench_process: %s failed\n", argv[2]), 1;
        if (kilobytes > largest) largest = kilobytes;
    }
    qsort(took, (size_t)times, sizeof *took, by_value);
    printf("%.3f %.2f\n", took[times / 2] * 1e3, (double)largest / 1024);
    return 0;
}
