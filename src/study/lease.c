#include "study/lease.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"

#define ID_MAX 64
#define TEXT_MAX 192 /* bytes of a lease */
#define MAX_ATTEMPTS 10000
#define LAST_GENERATION 1000000
#define SEEN_MANY 1024 /* then those of long ago are dropped */

/* One that this worker holds. */
typedef struct held_lease {
    char id[ID_MAX + 1];
    int generation, fd;
    uint64_t beats;
} held_lease;

/* One of another worker, as last seen. */
typedef struct seen_lease {
    char id[ID_MAX + 1];
    int generation;
    char text[TEXT_MAX];
    double since; /* when this text was first seen */
} seen_lease;

struct tn__leases {
    const tn__handout *handout; /* NULL: none */
    char *folder;
    tn__lease_options options;
    char machine[80], owner[TEXT_MAX - 32];
    pthread_mutex_t lock; /* for all below */
    pthread_cond_t wake;
    bool has_lock, has_wake, beating, ending;
    pthread_t thread;
    held_lease *held;
    size_t n_held, held_capacity;
    seen_lease *seen;
    size_t n_seen, seen_capacity;
};

/* --- who we are --- */

static void first_line(char *out, size_t size, const char *path)
{
    out[0] = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, out, size - 1);
    if (fd >= 0) close(fd);
    out[got > 0 ? got : 0] = 0;
    out[strcspn(out, "\n ")] = 0;
}

/* Where process numbers mean the same: one boot of one kernel, one namespace of processes. "" when that is not known. */
static void name_machine(char *out, size_t size)
{
    char boot[40], space[32] = "";
    first_line(boot, sizeof boot, "/proc/sys/kernel/random/boot_id");
    ssize_t got = readlink("/proc/self/ns/pid", space, sizeof space - 1);
    space[got > 0 ? got : 0] = 0;
    if (boot[0] && space[0])
        snprintf(out, size, "%s/%s", boot, space);
    else
        out[0] = 0;
}

/* When a process began, in ticks since the boot, 0 when it is gone: a number may belong to another process by now. Its name in
 * parentheses may hold anything; 20 fields follow the last one. */
static unsigned long long process_start(long process)
{
    char path[40], text[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", process);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    text[got > 0 ? got : 0] = 0;
    char *at = strrchr(text, ')');
    if (!at || strlen(at) < 3 || at[2] == 'Z' || at[2] == 'X') return 0;
    at += 2;
    for (int field = 3; at && field < 22; field++) {
        at = strchr(at, ' ');
        if (at) at++;
    }
    return at ? strtoull(at, NULL, 10) : 0;
}

/* --- files --- */

static char *path_of(const tn__leases *leases, const char *id, int generation)
{
    tn__buf path = TN_BUF_INIT;
    tn__buf_printf(&path, "%s/%s.%d", leases->folder, id, generation);
    return tn__buf_take(&path);
}

static int write_beat(const tn__leases *leases, held_lease *lease)
{
    char text[TEXT_MAX];
    int length = snprintf(text, sizeof text, "%s beat %llu\n", leases->owner, (unsigned long long)lease->beats++);
    errno = 0;
    return pwrite(lease->fd, text, (size_t)length, 0) == length ? 0 : errno ? errno : ENOSPC;
}

/* The largest generation of id in the folder, -1 when it is not leased. */
static int find_generation(const tn__leases *leases, const char *id, int *error)
{
    size_t length = strlen(id);
    int largest = -1;
    DIR *list = opendir(leases->folder);
    *error = list ? 0 : errno;
    for (struct dirent *entry; list && (entry = readdir(list));) {
        char *end;
        if (strncmp(entry->d_name, id, length) != 0 || entry->d_name[length] != '.') continue;
        long generation = strtol(entry->d_name + length + 1, &end, 10);
        if (*end == 0 && generation > largest && generation < LAST_GENERATION) largest = (int)generation;
    }
    if (list) closedir(list);
    return largest;
}

/* --- other workers' leases --- */

static seen_lease *find_seen(tn__leases *leases, const char *id)
{
    for (size_t i = 0; i < leases->n_seen; i++)
        if (strcmp(leases->seen[i].id, id) == 0) return &leases->seen[i];
    return NULL;
}

static void forget(tn__leases *leases, const char *id)
{
    seen_lease *seen = find_seen(leases, id);
    if (seen) *seen = leases->seen[--leases->n_seen];
}

/* The owner was on this machine, and is no more. */
static bool owner_is_gone(const tn__leases *leases, const char *text)
{
    char machine[80];
    long process;
    unsigned long long start;
    if (!leases->machine[0] || sscanf(text, "%79s process %ld start %llu", machine, &process, &start) != 3) return false;
    return strcmp(machine, leases->machine) == 0 && start != 0 && process_start(process) != start;
}

/* Leases that nobody asked about for long are of trials that ended. */
static void forget_old(tn__leases *leases)
{
    double oldest = tn__clock_seconds() - 2 * leases->options.expiry;
    for (size_t i = leases->n_seen; i-- > 0;)
        if (leases->seen[i].since < oldest) leases->seen[i] = leases->seen[--leases->n_seen];
}

static tn_status note_seen(tn__leases *leases, const char *id, int generation, const char *text, tn_error *err)
{
    if (leases->n_seen >= SEEN_MANY) forget_old(leases);
    if (!tn__grow((void **)&leases->seen, &leases->seen_capacity, leases->n_seen, sizeof *leases->seen))
        return tn__no_memory(err, 2 * leases->n_seen * sizeof *leases->seen);
    seen_lease *seen = &leases->seen[leases->n_seen++];
    *seen = (seen_lease){.generation = generation, .since = tn__clock_seconds()};
    strcpy(seen->id, id);
    strcpy(seen->text, text);
    return TN_OK;
}

/* Whether the lease may be taken over. One that vanished meanwhile is no longer expired: its trial is done. */
static tn_status is_expired(tn__leases *leases, bool *expired, const char *id, int generation, tn_error *err)
{
    char text[TEXT_MAX] = "";
    char *path = path_of(leases, id, generation);
    *expired = false;
    if (!path) return tn__no_memory(err, 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    tn__free(path);
    if (got < 0) return TN_OK;
    text[got] = 0;
    if (owner_is_gone(leases, text)) {
        *expired = true;
        return TN_OK;
    }
    seen_lease *seen = find_seen(leases, id);
    if (seen && seen->generation == generation && strcmp(seen->text, text) == 0) {
        *expired = tn__clock_seconds() - seen->since >= leases->options.expiry;
        return TN_OK;
    }
    forget(leases, id);
    return note_seen(leases, id, generation, text, err);
}

/* --- claiming --- */

static held_lease *find_held(tn__leases *leases, const char *id)
{
    for (size_t i = 0; i < leases->n_held; i++)
        if (strcmp(leases->held[i].id, id) == 0) return &leases->held[i];
    return NULL;
}

/* A file of our own in the folder, whose name no lease has; its path in *path (owned), NULL when memory is short. */
static int open_own(const tn__leases *leases, char **path, int *fd)
{
    for (int i = 0;; i++) {
        tn__buf name = TN_BUF_INIT;
        tn__buf_printf(&name, "%s/.%ld.%d", leases->folder, (long)getpid(), i);
        *path = tn__buf_take(&name);
        if (!*path) return ENOMEM;
        *fd = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (*fd >= 0) return 0;
        if (errno != EEXIST || i >= MAX_ATTEMPTS) return errno;
        tn__free(*path);
    }
}

static bool has_no_links(int error)
{
    return error == EPERM || error == ENOTSUP || error == ENOSYS || error == EMLINK;
}

/* Makes the file of a generation with its first beat; EEXIST when another worker was first. The file is written before it gets
 * its name, or a kill between the two would leave a lease without an owner, which is in force until it expires. */
static int create(const tn__leases *leases, held_lease *lease, const char *path)
{
    char *own = NULL;
    int error = open_own(leases, &own, &lease->fd);
    if (error == 0) error = write_beat(leases, lease);
    if (error == 0 && link(own, path) != 0) error = errno;
    if (own && lease->fd >= 0) unlink(own);
    tn__free(own);
    if (lease->fd < 0 || error == 0) return error;
    close(lease->fd);
    if (!has_no_links(error)) return error;
    lease->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (lease->fd < 0) return errno;
    error = write_beat(leases, lease);
    if (error) {
        close(lease->fd);
        unlink(path);
    }
    return error;
}

/* *got stays false when another worker was first. */
static tn_status make_lease(tn__leases *leases, bool *got, const char *id, int generation, tn_error *err)
{
    held_lease lease = {.generation = generation, .fd = -1};
    strcpy(lease.id, id);
    if (!tn__grow((void **)&leases->held, &leases->held_capacity, leases->n_held, sizeof *leases->held))
        return tn__no_memory(err, 2 * leases->n_held * sizeof *leases->held);
    char *path = path_of(leases, id, generation);
    if (!path) return tn__no_memory(err, 1);
    int error = create(leases, &lease, path);
    if (error == 0) {
        leases->held[leases->n_held++] = lease;
        *got = true;
    }
    tn_status status = TN_OK;
    if (error == ENOMEM)
        status = tn__no_memory(err, strlen(path));
    else if (error != 0 && error != EEXIST)
        status = tn__io_error(err, "claim", path, error);
    tn__free(path);
    return status;
}

static tn_status claim(tn__leases *leases, bool *got, const char *id, tn_error *err)
{
    int error;
    if (find_held(leases, id)) return TN_OK;
    int generation = find_generation(leases, id, &error);
    if (error) return tn__io_error(err, "list", leases->folder, error);
    bool expired = false;
    if (generation >= 0) {
        tn_status status = is_expired(leases, &expired, id, generation, err);
        if (status != TN_OK || !expired) return status;
    }
    forget(leases, id);
    return make_lease(leases, got, id, generation + 1, err);
}

static bool is_name(const char *id)
{
    size_t length = strlen(id);
    return length > 0 && length <= ID_MAX && !strchr(id, '/') && !strchr(id, '.');
}

tn_status tn__lease_claim(tn__leases *leases, bool *got, const char *id, tn_error *err)
{
    *got = false;
    if (!is_name(id)) return tn__fail(err, TN_BAD_ARGUMENT, "'%.80s' cannot name a lease", id);
    tn__handout_answer answer = leases->handout ? leases->handout->claim(id) : TN__HANDOUT_NOBODY;
    *got = answer == TN__HANDOUT_YOURS;
    if (answer != TN__HANDOUT_NOBODY) return TN_OK;
    pthread_mutex_lock(&leases->lock);
    tn_status status = claim(leases, got, id, err);
    pthread_mutex_unlock(&leases->lock);
    return status;
}

/* Older generations first: while the newest stands, nobody takes the trial for free. */
static void give_back(tn__leases *leases, held_lease *lease)
{
    for (int generation = 0; generation <= lease->generation; generation++) {
        char *path = path_of(leases, lease->id, generation);
        if (path) unlink(path); /* one that stays for lack of memory expires */
        tn__free(path);
    }
    close(lease->fd);
    *lease = leases->held[--leases->n_held];
}

void tn__lease_release(tn__leases *leases, const char *id)
{
    pthread_mutex_lock(&leases->lock);
    held_lease *lease = find_held(leases, id);
    bool here = lease != NULL;
    if (lease) give_back(leases, lease);
    pthread_mutex_unlock(&leases->lock);
    if (!here && leases->handout) leases->handout->release(id);
}

void tn__leases_delegate(tn__leases *leases, const tn__handout *handout)
{
    leases->handout = handout;
}

/* --- beating --- */

static struct timespec after(double seconds)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    double whole = (double)time.tv_sec * 1e9 + (double)time.tv_nsec + seconds * 1e9;
    time.tv_sec = (time_t)(whole / 1e9);
    time.tv_nsec = (long)(whole - (double)time.tv_sec * 1e9);
    if (time.tv_nsec < 0) time.tv_nsec = 0;
    if (time.tv_nsec > 999999999) time.tv_nsec = 999999999;
    return time;
}

/* A beat that cannot be written is tried again at the next one; if that goes on, the lease expires, which costs time only. */
static void *beat(void *argument)
{
    tn__leases *leases = argument;
    pthread_mutex_lock(&leases->lock);
    while (!leases->ending) {
        struct timespec until = after(leases->options.beat);
        if (pthread_cond_timedwait(&leases->wake, &leases->lock, &until) != ETIMEDOUT) continue;
        for (size_t i = 0; i < leases->n_held; i++) (void)write_beat(leases, &leases->held[i]);
    }
    pthread_mutex_unlock(&leases->lock);
    return NULL;
}

/* Signals are for the program's own threads. */
static int start_beating(tn__leases *leases)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int error = pthread_create(&leases->thread, NULL, beat, leases);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    leases->beating = error == 0;
    return error;
}

static bool make_lock(tn__leases *leases)
{
    pthread_condattr_t attributes;
    leases->has_lock = pthread_mutex_init(&leases->lock, NULL) == 0;
    if (pthread_condattr_init(&attributes) != 0) return false;
    leases->has_wake = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                       pthread_cond_init(&leases->wake, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return leases->has_lock && leases->has_wake;
}

tn_status tn__leases_open(tn__leases **out, const char *folder, tn__lease_options options, tn_error *err)
{
    if (!(options.beat > 0) || !(options.expiry >= 2 * options.beat))
        return tn__fail(err, TN_BAD_ARGUMENT, "leases of %g seconds with a beat every %g: they must last two beats at least",
                        options.expiry, options.beat);
    tn__leases *leases = tn__alloc(1, sizeof *leases);
    if (!leases) return tn__no_memory(err, sizeof *leases);
    tn_status status = TN_OK;
    char host[65] = "";
    int error = 0;
    leases->options = options;
    leases->folder = tn__strdup(folder);
    name_machine(leases->machine, sizeof leases->machine);
    if (gethostname(host, sizeof host - 1) != 0) strcpy(host, "?");
    snprintf(leases->owner, sizeof leases->owner, "%s process %ld start %llu host %.32s",
             leases->machine[0] ? leases->machine : "?", (long)getpid(), process_start(getpid()), host);
    if (!leases->folder || !make_lock(leases))
        status = tn__no_memory(err, strlen(folder));
    else if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        status = tn__io_error(err, "make", folder, errno);
    else if ((error = start_beating(leases)) != 0)
        status = tn__io_error(err, "start a thread for", folder, error);
    if (status == TN_OK)
        *out = leases;
    else
        tn__leases_close(leases);
    return status;
}

void tn__leases_close(tn__leases *leases)
{
    if (!leases) return;
    if (leases->beating) {
        pthread_mutex_lock(&leases->lock);
        leases->ending = true;
        pthread_cond_signal(&leases->wake);
        pthread_mutex_unlock(&leases->lock);
        pthread_join(leases->thread, NULL);
    }
    while (leases->n_held > 0) give_back(leases, &leases->held[0]);
    if (leases->has_wake) pthread_cond_destroy(&leases->wake);
    if (leases->has_lock) pthread_mutex_destroy(&leases->lock);
    tn__free(leases->held);
    tn__free(leases->seen);
    tn__free(leases->folder);
    tn__free(leases);
}
