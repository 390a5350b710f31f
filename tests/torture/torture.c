/* torture PROGRAM: runs a unit test program again and again, each time with another allocation failing.
 *
 * Under failure the program's assertions may fail, since a test expects its calls to succeed; but it must not crash, hang
 * or be stopped by a sanitizer. Leaks are not looked at here, because a test that fails leaves its objects behind:
 * flows.c does that.
 *
 * First the program runs once untouched, which counts its allocations, N. Then come the failures at 1..200, and
 * these at points that grow by a sixteenth up to N, in an order that spreads them, for as long as TN_TORTURE_SECONDS (2)
 * allow; at least eight are tried. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_POINTS 512
#define DENSE 200
#define LEAST 8
#define SANITIZER_EXIT 86

typedef struct outcome {
    int signal, code;
    int timed_out, caught; /* caught: cmocka turned a signal into a failed test */
    double seconds;
} outcome;

static char count_path[] = "/tmp/thinnet-torture-XXXXXX";
static char output_path[] = "/tmp/thinnet-torture-XXXXXX";

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Sanitizers end with a code of their own, keep the handling of SIGSEGV, and leave leaks aside. */
static void set_sanitizers(void)
{
    char options[600];
    const char *given = getenv("ASAN_OPTIONS");
    snprintf(options, sizeof options, "%s%sdetect_leaks=0:handle_segv=2:handle_abort=2:exitcode=%d", given ? given : "",
             given && *given ? ":" : "", SANITIZER_EXIT);
    setenv("ASAN_OPTIONS", options, 1);
    given = getenv("UBSAN_OPTIONS");
    snprintf(options, sizeof options, "%s%sexitcode=%d", given ? given : "", given && *given ? ":" : "", SANITIZER_EXIT);
    setenv("UBSAN_OPTIONS", options, 1);
}

static void become(const char *program, uint64_t fail_at)
{
    char n[24];
    int out = open(output_path, O_WRONLY | O_TRUNC);
    snprintf(n, sizeof n, "%llu", (unsigned long long)fail_at);
    setenv("TN_MEM_FAIL_AT", n, 1);
    if (out >= 0) {
        dup2(out, 1);
        dup2(out, 2);
    }
    execl(program, program, (char *)NULL);
    _exit(127);
}

/* Waits for the child, and kills it after `limit` seconds. */
static void await(pid_t child, double limit, outcome *out)
{
    double start = now();
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (now() - start > limit && !out->timed_out) {
            out->timed_out = 1;
            kill(child, SIGKILL);
        }
        nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
    }
    out->seconds = now() - start;
    out->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    out->code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

static int output_contains(const char *words)
{
    char line[2048];
    int found = 0;
    FILE *file = fopen(output_path, "r");
    while (file && fgets(line, sizeof line, file)) found |= strstr(line, words) != NULL;
    if (file) fclose(file);
    return found;
}

static outcome run(const char *program, uint64_t fail_at, double limit)
{
    outcome out = {0};
    pid_t child = fork();
    if (child == 0) become(program, fail_at);
    if (child < 0) {
        perror("torture: fork");
        exit(2);
    }
    await(child, limit, &out);
    out.caught = output_contains("Test failed with exception");
    return out;
}

static uint64_t allocations(void)
{
    unsigned long long n = 0;
    FILE *file = fopen(count_path, "r");
    if (!file || fscanf(file, "%llu", &n) != 1) n = 0;
    if (file) fclose(file);
    return n;
}

static void print_output(void)
{
    char line[2048];
    FILE *file = fopen(output_path, "r");
    while (file && fgets(line, sizeof line, file)) fputs(line, stdout);
    if (file) fclose(file);
}

static int is_bad(const outcome *o)
{
    return o->signal || o->timed_out || o->caught || o->code == SANITIZER_EXIT || o->code == 127;
}

static int judge(const char *program, uint64_t n, const outcome *o)
{
    if (!is_bad(o)) return 0;
    print_output();
    printf("\nwith allocation %llu failing, the program %s\n", (unsigned long long)n,
           o->timed_out                ? "hangs"
           : o->code == SANITIZER_EXIT ? "is stopped by a sanitizer"
                                       : "crashes");
    printf("again: TN_MEM_FAIL_AT=%llu %s\n", (unsigned long long)n, program);
    return 1;
}

static int points_up_to(uint64_t n, uint64_t *points)
{
    int count = 0;
    for (uint64_t at = 1; at <= n && count < MAX_POINTS; at += at < DENSE ? 1 : at / 16) points[count++] = at;
    return count;
}

/* The order 0, 16, 8, 24, 4, ...: bits of the index reversed, so that stopping early still has seen all regions. */
static int spread(int i, int bits)
{
    int reversed = 0;
    for (int bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
    return reversed;
}

static int torture(const char *program, uint64_t n, double limit, double budget)
{
    uint64_t points[MAX_POINTS];
    int count = points_up_to(n, points), bits = 0, tried = 0, failures = 0;
    double start = now();
    while ((1 << bits) < count) bits++;
    for (int i = 0; i < 1 << bits && failures < 3; i++) {
        int at = spread(i, bits);
        if (at >= count) continue;
        if (tried >= LEAST && now() - start > budget) break;
        outcome o = run(program, points[at], limit);
        failures += judge(program, points[at], &o);
        tried++;
    }
    printf("%llu allocations; %d points of failure tried, %d bad\n", (unsigned long long)n, tried, failures);
    return failures;
}

static void make_files(void)
{
    int count = mkstemp(count_path), output = mkstemp(output_path);
    if (count < 0 || output < 0) {
        perror("torture: mkstemp");
        exit(2);
    }
    close(count);
    close(output);
    setenv("TN_MEM_COUNT_FILE", count_path, 1);
}

int main(int argc, char **argv)
{
    const char *seconds = getenv("TN_TORTURE_SECONDS");
    int failed = 2;
    if (argc != 2) {
        fprintf(stderr, "usage: torture PROGRAM\n");
        return 2;
    }
    set_sanitizers();
    make_files();
    outcome whole = run(argv[1], 0, 600);
    uint64_t n = allocations();
    if (whole.code || is_bad(&whole)) {
        print_output();
        printf("the program fails untouched\n");
    } else if (n == 0) {
        printf("the program makes no allocation\n");
        failed = 0;
    } else {
        failed = torture(argv[1], n, 20 + 20 * whole.seconds, seconds ? atof(seconds) : 2.0) != 0;
    }
    unlink(count_path);
    unlink(output_path);
    return failed;
}
