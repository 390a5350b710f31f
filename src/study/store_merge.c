/* trials.db: the trials as SQLite tables, for questions that no sub-command answers. SQLite's own locks are not trusted (they
 * fail on network file systems), nor needed: this process alone knows the file until it is renamed. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "study/store.h"
#include "study/trial_record.h"

#define MAX_ATTEMPTS 1000

static const char schema[] =
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=4096;"
    "CREATE TABLE study(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE trials(id TEXT PRIMARY KEY, arm TEXT NOT NULL, seed INTEGER NOT NULL, state TEXT NOT NULL,"
    " epochs INTEGER NOT NULL, train_loss REAL, train_accuracy REAL,"
    " train_n INTEGER, train_score_loss REAL, train_score_accuracy REAL, train_rmse REAL,"
    " validation_n INTEGER, validation_loss REAL, validation_accuracy REAL, validation_rmse REAL,"
    " test_n INTEGER, test_loss REAL, test_accuracy REAL, test_rmse REAL) WITHOUT ROWID;"
    "CREATE TABLE curves(id TEXT NOT NULL, epoch INTEGER NOT NULL, train_loss REAL, validation_loss REAL,"
    " validation_accuracy REAL, PRIMARY KEY(id, epoch)) WITHOUT ROWID;"
    "CREATE TABLE runs(id TEXT PRIMARY KEY, seconds REAL) WITHOUT ROWID;"
    "BEGIN;";

typedef struct merger {
    char *path; /* of the file under work */
    sqlite3 *db;
    sqlite3_stmt *study, *trial, *point, *run;
} merger;

static tn_status db_failed(const merger *merge, tn_error *err)
{
    int code = merge->db ? sqlite3_errcode(merge->db) : SQLITE_NOMEM;
    if (code == SQLITE_NOMEM) return tn__no_memory(err, 0);
    return tn__fail(err, TN_IO, "cannot write %s: %s", merge->path, sqlite3_errmsg(merge->db));
}

/* Runs a statement whose values are bound, and makes it ready for the next ones. A value that could not be bound (memory) left
 * its error in the connection. */
static tn_status step(const merger *merge, sqlite3_stmt *statement, bool bound, tn_error *err)
{
    bool good = bound && sqlite3_step(statement) == SQLITE_DONE;
    tn_status status = good ? TN_OK : db_failed(merge, err);
    sqlite3_reset(statement);
    return status;
}

static bool bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    return sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC) == SQLITE_OK;
}

static bool bind_int(sqlite3_stmt *statement, int at, int64_t value)
{
    return sqlite3_bind_int64(statement, at, value) == SQLITE_OK;
}

/* SQLite has no NaN: it stores NULL. */
static bool bind_number(sqlite3_stmt *statement, int at, double value)
{
    return sqlite3_bind_double(statement, at, value) == SQLITE_OK;
}

static bool bind_score(sqlite3_stmt *statement, int at, const tn_score *score)
{
    bool any = score->n > 0;
    return bind_int(statement, at, score->n) && bind_number(statement, at + 1, any ? score->loss : NAN) &&
           bind_number(statement, at + 2, any ? score->accuracy : NAN) && bind_number(statement, at + 3, any ? score->rmse : NAN);
}

static tn_status add_trial(const merger *merge, const tn__trial *trial, tn_error *err)
{
    sqlite3_stmt *s = merge->trial;
    bool bound = bind_text(s, 1, trial->id) && bind_text(s, 2, trial->arm) && bind_int(s, 3, (int64_t)trial->seed) &&
                 bind_text(s, 4, tn__trial_state_name(trial->state)) && bind_int(s, 5, trial->epochs) &&
                 bind_number(s, 6, trial->train_loss) && bind_number(s, 7, trial->train_accuracy) &&
                 bind_score(s, 8, &trial->train) && bind_score(s, 12, &trial->validation) && bind_score(s, 16, &trial->test);
    return step(merge, s, bound, err);
}

static tn_status add_point(const merger *merge, const tn__trial *trial, int i, tn_error *err)
{
    sqlite3_stmt *s = merge->point;
    const tn__trial_point *point = &trial->curve[i];
    bool bound = bind_text(s, 1, trial->id) && bind_int(s, 2, i + 1) && bind_number(s, 3, point->train_loss) &&
                 bind_number(s, 4, point->validation_loss) && bind_number(s, 5, point->validation_accuracy);
    return step(merge, s, bound, err);
}

static tn_status add(void *user, const tn__trial *trial, tn_error *err)
{
    const merger *merge = user;
    tn_status status = add_trial(merge, trial, err);
    for (int i = 0; i < trial->n_curve && status == TN_OK; i++) status = add_point(merge, trial, i, err);
    if (status != TN_OK) return status;
    return step(merge, merge->run, bind_text(merge->run, 1, trial->id) && bind_number(merge->run, 2, trial->seconds), err);
}

static tn_status add_manifest(const merger *merge, const tn__manifest *manifest, tn_error *err)
{
    const char *const rows[4][2] = {
        {"thinnet", manifest->version}, {"model", manifest->model}, {"data", manifest->data}, {"settings", manifest->settings}};
    tn_status status = TN_OK;
    for (int i = 0; i < 4 && status == TN_OK; i++)
        status = step(merge, merge->study, bind_text(merge->study, 1, rows[i][0]) && bind_text(merge->study, 2, rows[i][1]), err);
    return status;
}

/* --- the file --- */

static tn_status make_file(merger *out, const char *path, tn_error *err)
{
    int fd = -1;
    for (int i = 0; i < MAX_ATTEMPTS && fd < 0; i++) {
        tn__buf name = TN_BUF_INIT;
        tn__buf_printf(&name, "%s.%ld.%d", path, (long)getpid(), i);
        char *text = tn__buf_take(&name);
        if (!text) return tn__no_memory(err, strlen(path) + 32);
        fd = open(text, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0)
            out->path = text;
        else
            tn__free(text);
        if (fd < 0 && errno != EEXIST) break;
    }
    if (fd < 0) return tn__io_error(err, "write", path, errno);
    close(fd);
    return TN_OK;
}

static bool prepare(const merger *merge, sqlite3_stmt **out, const char *sql)
{
    return sqlite3_prepare_v2(merge->db, sql, -1, out, NULL) == SQLITE_OK;
}

static tn_status begin(merger *merge, tn_error *err)
{
    bool good = sqlite3_open_v2(merge->path, &merge->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, "unix-none") == SQLITE_OK &&
                sqlite3_exec(merge->db, schema, NULL, NULL, NULL) == SQLITE_OK &&
                prepare(merge, &merge->study, "INSERT INTO study VALUES(?,?)") &&
                prepare(merge, &merge->trial, "INSERT INTO trials VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)") &&
                prepare(merge, &merge->point, "INSERT INTO curves VALUES(?,?,?,?,?)") &&
                prepare(merge, &merge->run, "INSERT INTO runs VALUES(?,?)");
    return good ? TN_OK : db_failed(merge, err);
}

static tn_status finish(merger *merge, const char *path, tn_error *err)
{
    if (sqlite3_exec(merge->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) return db_failed(merge, err);
    int fd = open(merge->path, O_RDONLY | O_CLOEXEC);
    int error = fd < 0 || fsync(fd) != 0 ? errno : 0;
    if (fd >= 0) close(fd);
    if (!error && rename(merge->path, path) != 0) error = errno;
    return error ? tn__io_error(err, "write", path, error) : TN_OK;
}

static void end(merger *merge)
{
    sqlite3_finalize(merge->study);
    sqlite3_finalize(merge->trial);
    sqlite3_finalize(merge->point);
    sqlite3_finalize(merge->run);
    sqlite3_close(merge->db);
    if (merge->path) unlink(merge->path); /* after the rename there is none */
    tn__free(merge->path);
}

tn_status tn__store_merge(tn__store *store, tn_error *err)
{
    merger merge = {0};
    tn__buf path = TN_BUF_INIT;
    tn_status status;
    tn__buf_printf(&path, "%s/trials.db", tn__store_folder(store));
    if (!tn__buf_ok(&path)) {
        status = tn__no_memory(err, 1);
        goto done;
    }
    TN_TRY(make_file(&merge, path.data, err));
    TN_TRY(begin(&merge, err));
    TN_TRY(add_manifest(&merge, tn__store_manifest(store), err));
    TN_TRY(tn__store_each(store, add, &merge, err));
    TN_TRY(finish(&merge, path.data, err));
done:
    end(&merge);
    tn__buf_release(&path);
    return status;
}
