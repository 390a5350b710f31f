/* Linked into every unit test: temporary files and folders that a test makes are gone when its program ends, also when the test
 * failed on the way, as it does a thousand times under tests/torture. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST 64

char *__real_mkdtemp(char *template);
int __real_mkstemp(char *template);
char *__wrap_mkdtemp(char *template);
int __wrap_mkstemp(char *template);

static char made[MOST][256];
static int n_made;
static pid_t owner;

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about, (void)kind, (void)where;
    (void)remove(path);
    return 0;
}

/* A child that a test forked leaves them to its parent. */
static void remove_all(void)
{
    for (int i = 0; i < n_made && getpid() == owner; i++) (void)nftw(made[i], remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void keep_in_mind(const char *path)
{
    if (n_made == 0) {
        owner = getpid();
        atexit(remove_all);
    }
    if (n_made < MOST) snprintf(made[n_made++], sizeof made[0], "%s", path);
}

char *__wrap_mkdtemp(char *template)
{
    char *path = __real_mkdtemp(template);
    if (path) keep_in_mind(path);
    return path;
}

int __wrap_mkstemp(char *template)
{
    int file = __real_mkstemp(template);
    if (file >= 0) keep_in_mind(template);
    return file;
}
