#include "study/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "study/journal.h"
#include "study/trial_index.h"
#include "study/trial_record.h"

#define MAX_ATTEMPTS 10000
#define SUFFIX ".journal"

/* A journal of any process. */
typedef struct known_journal {
    char *path;
    int64_t offset, torn; /* read so far; what follows that is not whole */
} known_journal;

struct tn__store {
    char *folder, *journals; /* DIR, DIR/journals */
    tn__manifest_copy manifest;
    pthread_mutex_t lock; /* for all below */
    bool has_lock;
    known_journal *known;
    size_t n_known, known_capacity;
    tn__trial_index index;
    tn__journal own;
    uint32_t own_number; /* in known */
};

/* --- journals of the folder --- */

static char *path_in(const char *folder, const char *name)
{
    tn__buf path = TN_BUF_INIT;
    tn__buf_printf(&path, "%s/%s", folder, name);
    return tn__buf_take(&path);
}

static known_journal *find_known(tn__store *store, const char *name)
{
    size_t skip = strlen(store->journals) + 1;
    for (size_t i = 0; i < store->n_known; i++)
        if (strcmp(store->known[i].path + skip, name) == 0) return &store->known[i];
    return NULL;
}

static tn_status add_known(tn__store *store, const char *name, tn_error *err)
{
    if (find_known(store, name)) return TN_OK;
    char *path = path_in(store->journals, name);
    if (!path || !tn__grow((void **)&store->known, &store->known_capacity, store->n_known, sizeof *store->known)) {
        tn__free(path);
        return tn__no_memory(err, strlen(store->journals) + strlen(name) + 2);
    }
    store->known[store->n_known++] = (known_journal){.path = path};
    return TN_OK;
}

static bool is_journal(const char *name)
{
    size_t length = strlen(name), suffix = strlen(SUFFIX);
    return name[0] != '.' && length > suffix && strcmp(name + length - suffix, SUFFIX) == 0;
}

static tn_status list_journals(tn__store *store, tn_error *err)
{
    DIR *list = opendir(store->journals);
    tn_status status = TN_OK;
    if (!list) return errno == ENOENT ? TN_OK : tn__io_error(err, "list", store->journals, errno);
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(list);
        if (!entry) break;
        if (is_journal(entry->d_name)) status = add_known(store, entry->d_name, err);
        if (status != TN_OK) break;
    }
    if (status == TN_OK && errno) status = tn__io_error(err, "list", store->journals, errno);
    closedir(list);
    return status;
}

typedef struct arrival {
    tn__store *store;
    uint32_t file;
} arrival;

static bool is_tested(const tn__trial *trial)
{
    return trial->test.n > 0 || trial->state == TN__TRIAL_DIVERGED;
}

static tn_status note(tn__store *store, const tn__trial *trial, uint32_t file, tn__journal_place place, tn_error *err)
{
    tn__trial_entry entry = {.place = place, .file = file, .tested = is_tested(trial)};
    tn__trial_id_bytes(entry.id, trial->id);
    return tn__trial_index_add(&store->index, &entry, err);
}

static tn_status arrived(void *user, const tn__trial *trial, tn__journal_place place, tn_error *err)
{
    arrival *to = user;
    return note(to->store, trial, to->file, place, err);
}

/* Nothing new since the last look: most journals, most of the time. */
static bool is_unchanged(const known_journal *known)
{
    struct stat info;
    return known->offset > 0 && known->torn == 0 && stat(known->path, &info) == 0 && info.st_size == known->offset;
}

static tn_status refresh(tn__store *store, tn_error *err)
{
    tn_status status = list_journals(store, err);
    for (size_t i = 0; i < store->n_known && status == TN_OK; i++) {
        known_journal *known = &store->known[i];
        arrival to = {store, (uint32_t)i};
        if (is_unchanged(known)) continue;
        if (store->own.fd >= 0 && i == store->own_number) continue; /* put keeps the index up to date */
        status = tn__journal_read(known->path, &known->offset, &known->torn, arrived, &to, err);
    }
    return status;
}

/* --- opening --- */

/* Strangers' folders are not filled: a folder with files but without study.json is no study of ours. The look for study.json
 * comes last, since another process may begin the same study now. */
static tn_status check_empty(const char *folder, const char *manifest, tn_error *err)
{
    DIR *list = opendir(folder);
    const char *found = NULL;
    if (!list) return tn__io_error(err, "list", folder, errno);
    for (struct dirent *entry; !found && (entry = readdir(list));)
        if (entry->d_name[0] != '.' && strncmp(entry->d_name, "study.json", 10) != 0) found = entry->d_name;
    tn_status status = TN_OK;
    if (found && access(manifest, F_OK) != 0) {
        status = tn__fail(err, TN_MISMATCH, "%s is no study: it has no study.json, but a file or folder %s", folder, found);
        tn__help(err, "name a new or an empty folder");
    }
    closedir(list);
    return status;
}

static tn_status agree(tn__store *store, const tn__manifest *manifest, tn_error *err)
{
    char *path = path_in(store->folder, "study.json");
    tn_status status = path ? TN_OK : tn__no_memory(err, strlen(store->folder) + 12);
    bool there = path && access(path, F_OK) == 0;
    if (status == TN_OK && manifest && !there) {
        status = tn__folder_make(store->folder, err);
        if (status == TN_OK) status = check_empty(store->folder, path, err);
        if (status == TN_OK) status = tn__manifest_write(path, manifest, err);
    } else if (status == TN_OK && !there) {
        status = tn__fail(err, TN_BAD_FORMAT, "%s is no study: it has no study.json", store->folder);
        tn__help(err, "name the folder that was given to `thinnet study --out`");
    }
    if (status == TN_OK) status = tn__manifest_read(&store->manifest, path, err);
    if (status == TN_OK && manifest) status = tn__manifest_compare(&store->manifest.texts, manifest, store->folder, err);
    tn__free(path);
    return status;
}

tn_status tn__store_open(tn__store **out, const char *folder, const tn__manifest *manifest, tn_error *err)
{
    tn_status status;
    tn__store *store = tn__alloc(1, sizeof *store);
    if (!store) return tn__no_memory(err, sizeof *store);
    store->own = (tn__journal)TN_JOURNAL_INIT;
    store->has_lock = pthread_mutex_init(&store->lock, NULL) == 0;
    store->folder = tn__strdup(folder);
    store->journals = path_in(folder, "journals");
    if (!store->has_lock || !store->folder || !store->journals) {
        status = tn__no_memory(err, strlen(folder));
        goto done;
    }
    TN_TRY(agree(store, manifest, err));
    TN_TRY(refresh(store, err));
    *out = store;
    return TN_OK;
done:
    tn__store_close(store);
    return status;
}

void tn__store_close(tn__store *store)
{
    if (!store) return;
    tn__journal_close(&store->own);
    tn__trial_index_release(&store->index);
    for (size_t i = 0; i < store->n_known; i++) tn__free(store->known[i].path);
    tn__free(store->known);
    tn__manifest_release(&store->manifest);
    tn__free(store->folder);
    tn__free(store->journals);
    if (store->has_lock) pthread_mutex_destroy(&store->lock);
    tn__free(store);
}

/* --- putting --- */

/* HOST.PROCESS.ATTEMPT.journal: processes of two machines or containers may share a number, names that are taken are not used. */
static tn_status begin_journal(tn__store *store, tn_error *err)
{
    char host[65] = "", name[128];
    tn_status status = tn__folder_make(store->journals, err);
    if (status != TN_OK) return status;
    if (gethostname(host, sizeof host - 1) != 0) strcpy(host, "host");
    for (char *c = host; *c; c++)
        if (*c == '/' || *c == '.') *c = '-';
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
        snprintf(name, sizeof name, "%s.%ld.%d" SUFFIX, host, (long)getpid(), i);
        if (find_known(store, name)) continue;
        status = add_known(store, name, err);
        if (status != TN_OK) return status;
        known_journal *known = &store->known[store->n_known - 1];
        errno = 0;
        status = tn__journal_open(&store->own, known->path, err);
        if (status == TN_OK) {
            store->own_number = (uint32_t)store->n_known - 1;
            return TN_OK;
        }
        if (access(known->path, F_OK) != 0) { /* not for the name's sake */
            tn__free(known->path);
            store->n_known--;
            return status;
        }
    }
    return status;
}

/* What a broken journal holds is read back like any other's, which also tells whether its last record counts. */
static void give_up_own(tn__store *store)
{
    store->known[store->own_number].offset = store->own.size;
    tn__journal_close(&store->own);
}

static tn_status put(tn__store *store, const tn__trial *trial, tn_error *err)
{
    uint8_t id[16];
    tn__trial_entry *there = tn__trial_id_bytes(id, trial->id) ? tn__trial_index_find(&store->index, id) : NULL;
    if (there && (there->tested || !is_tested(trial))) return TN_OK;
    if (store->own.broken) give_up_own(store);
    if (store->own.fd < 0) {
        tn_status status = begin_journal(store, err);
        if (status != TN_OK) return status;
    }
    tn__journal_place place = {store->own.size, 0};
    tn_status status = tn__journal_put(&store->own, trial, err);
    if (status != TN_OK) return status;
    place.length = (uint32_t)(store->own.size - place.offset) - 8;
    return note(store, trial, store->own_number, place, err);
}

tn_status tn__store_put(tn__store *store, const tn__trial *trial, tn_error *err)
{
    pthread_mutex_lock(&store->lock);
    tn_status status = put(store, trial, err);
    pthread_mutex_unlock(&store->lock);
    return status;
}

/* --- asking --- */

bool tn__store_has(tn__store *store, const char *id, bool tested)
{
    uint8_t bytes[16];
    if (!tn__trial_id_bytes(bytes, id)) return false;
    pthread_mutex_lock(&store->lock);
    const tn__trial_entry *entry = tn__trial_index_find(&store->index, bytes);
    bool there = entry && (entry->tested || !tested);
    pthread_mutex_unlock(&store->lock);
    return there;
}

int64_t tn__store_count(tn__store *store)
{
    pthread_mutex_lock(&store->lock);
    int64_t n = (int64_t)store->index.n;
    pthread_mutex_unlock(&store->lock);
    return n;
}

tn_status tn__store_refresh(tn__store *store, tn_error *err)
{
    pthread_mutex_lock(&store->lock);
    tn_status status = refresh(store, err);
    pthread_mutex_unlock(&store->lock);
    return status;
}

/* The record of an entry. The path is copied under the lock: `known` may move meanwhile. */
static tn_status read_entry(tn__store *store, tn__trial *out, const tn__trial_entry *entry, tn_error *err)
{
    pthread_mutex_lock(&store->lock);
    char *path = tn__strdup(store->known[entry->file].path);
    pthread_mutex_unlock(&store->lock);
    if (!path) return tn__no_memory(err, 1);
    tn_status status = tn__journal_read_at(out, path, entry->place, err);
    tn__free(path);
    return status;
}

tn_status tn__store_each(tn__store *store, tn__store_visit visit, void *user, tn_error *err)
{
    tn__trial_entry *sorted = NULL;
    pthread_mutex_lock(&store->lock);
    size_t n = store->index.n;
    tn_status status = tn__trial_index_sorted(&sorted, &store->index, err);
    pthread_mutex_unlock(&store->lock);
    for (size_t i = 0; i < n && status == TN_OK; i++) {
        tn__trial trial;
        status = read_entry(store, &trial, &sorted[i], err);
        if (status != TN_OK) break;
        status = visit(user, &trial, err);
        tn__trial_release(&trial);
    }
    tn__free(sorted);
    return status;
}

tn_status tn__store_get(tn__store *store, tn__trial *out, const char *id, tn_error *err)
{
    uint8_t bytes[16];
    tn__trial_entry entry;
    bool there = false;
    if (tn__trial_id_bytes(bytes, id)) {
        pthread_mutex_lock(&store->lock);
        const tn__trial_entry *found = tn__trial_index_find(&store->index, bytes);
        there = found != NULL;
        if (found) entry = *found;
        pthread_mutex_unlock(&store->lock);
    }
    if (there) return read_entry(store, out, &entry, err);
    tn_status status = tn__fail(err, TN_BAD_ARGUMENT, "%s has no trial '%.64s'", store->folder, id);
    tn__help(err, "`thinnet study export csv %s` lists all trials", store->folder);
    return status;
}

const tn__manifest *tn__store_manifest(const tn__store *store)
{
    return &store->manifest.texts;
}

const char *tn__store_folder(const tn__store *store)
{
    return store->folder;
}

int64_t tn__store_torn(tn__store *store)
{
    int64_t torn = 0;
    pthread_mutex_lock(&store->lock);
    for (size_t i = 0; i < store->n_known; i++) torn += store->known[i].torn;
    pthread_mutex_unlock(&store->lock);
    return torn;
}

double tn__store_changed(tn__store *store)
{
    double latest = 0;
    pthread_mutex_lock(&store->lock);
    for (size_t i = 0; i < store->n_known; i++) {
        struct stat info;
        if (stat(store->known[i].path, &info) == 0 && (double)info.st_mtime > latest) latest = (double)info.st_mtime;
    }
    pthread_mutex_unlock(&store->lock);
    return latest;
}
