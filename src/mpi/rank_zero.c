/* Rank 0 hands trials out. Open MPI 4.1 has no way to repair a communicator, so nothing here is collective but the end, and
 * that only when every rank is known to be there. */
#include "study/handout.h"

#include <mpi.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ID_SIZE 64
#define BEAT 1.0    /* seconds */
#define SILENCE 5.0 /* seconds after which a rank is taken for dead */
#define NAP 500000  /* nanoseconds between two looks */
#define TAG 7101

typedef enum word { CLAIM, RELEASE, BEATS, BYE, HERE, YOURS, TAKEN, ASK, FINALISE, LEAVE } word;

typedef struct message {
    char word;
    char id[ID_SIZE];
} message;

typedef struct holding {
    char id[ID_SIZE];
    int rank;
} holding;

/* A rank as rank 0 knows it. */
typedef struct peer {
    double heard;
    bool said_bye, is_here; /* here: it answered when all had said BYE */
} peer;

/* What a thread wants of rank 0; in a list while it waits. */
typedef struct request {
    message text;
    bool sent, done;
    tn__handout_answer answer;
    struct request *next;
} request;

/* MPI is one a process, and so is this. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    pthread_t thread;
    request *requests;
    bool running, ended, ending, failed, nobody;
    char why[256];
    int rank, size;
    /* of the thread alone */
    double heard_zero, beaten;
    bool said_bye, may_end, finalise;
    /* of rank 0 */
    bool asked;
    holding *held;
    size_t n_held, capacity;
    peer *peers; /* [size] */
} mpi = {.lock = PTHREAD_MUTEX_INITIALIZER, .answered = PTHREAD_COND_INITIALIZER};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Small messages are on their way when this returns, whether the other one lives or not. */
static void tell(int rank, word what, const char *id)
{
    message text = {.word = (char)what};
    snprintf(text.id, sizeof text.id, "%s", id);
    MPI_Send(&text, (int)sizeof text, MPI_BYTE, rank, TAG, MPI_COMM_WORLD);
}

/* --- rank 0 --- */

static size_t find_holding(const char *id)
{
    size_t i = 0;
    while (i < mpi.n_held && strcmp(mpi.held[i].id, id) != 0) i++;
    return i;
}

static bool is_silent(int rank)
{
    return rank != 0 && now() - mpi.peers[rank].heard > SILENCE;
}

static bool grant(int rank, const char *id)
{
    size_t i = find_holding(id);
    if (i < mpi.n_held && mpi.held[i].rank != rank && !is_silent(mpi.held[i].rank)) return false;
    if (i < mpi.n_held && mpi.held[i].rank == rank) return false; /* another thread of that rank has it */
    if (i == mpi.n_held) {
        if (mpi.n_held == mpi.capacity) {
            size_t capacity = mpi.capacity ? 2 * mpi.capacity : 64;
            holding *more = realloc(mpi.held, capacity * sizeof *more);
            if (!more) return false;
            mpi.held = more;
            mpi.capacity = capacity;
        }
        mpi.n_held++;
    }
    mpi.held[i].rank = rank;
    snprintf(mpi.held[i].id, sizeof mpi.held[i].id, "%s", id);
    return true;
}

static void give_back(int rank, const char *id)
{
    size_t i = find_holding(id);
    if (i < mpi.n_held && mpi.held[i].rank == rank) mpi.held[i] = mpi.held[--mpi.n_held];
}

static void hear(int rank, const message *text)
{
    peer *one = &mpi.peers[rank];
    one->heard = now();
    one->said_bye = one->said_bye || text->word == BYE;
    one->is_here = one->is_here || text->word == HERE;
    if (text->word == CLAIM) tell(rank, grant(rank, text->id) ? YOURS : TAKEN, text->id);
    if (text->word == RELEASE) give_back(rank, text->id);
}

static void tell_living(word what)
{
    for (int rank = 1; rank < mpi.size; rank++)
        if (!is_silent(rank)) tell(rank, what, "");
}

/* All have said BYE, and all that are asked then are still here: they end together. Some never will: those that are there leave
 * as they are. */
static void try_to_end(void)
{
    int gone = 0, busy = 0, here = 0;
    for (int rank = 1; rank < mpi.size; rank++) {
        bool silent = is_silent(rank);
        gone += silent;
        busy += !silent && !mpi.peers[rank].said_bye;
        here += !silent && mpi.peers[rank].is_here;
    }
    if (busy > 0) return;
    if (!mpi.asked) {
        tell_living(ASK);
        mpi.asked = true;
    }
    if (here + gone < mpi.size - 1) return;
    tell_living(gone ? LEAVE : FINALISE);
    mpi.finalise = gone == 0;
    mpi.may_end = true;
}

/* --- other ranks --- */

static void answer(const char *id, tn__handout_answer what)
{
    for (request *r = mpi.requests; r; r = r->next) {
        if (r->done || !r->sent || r->text.word != CLAIM || strcmp(r->text.id, id) != 0) continue;
        r->answer = what;
        r->done = true;
        pthread_cond_broadcast(&mpi.answered);
        return;
    }
    /* Whoever asked has given up: it uses a lease now. */
    if (what == TN__HANDOUT_YOURS) tell(0, RELEASE, id);
}

static void hear_zero(const message *text)
{
    mpi.heard_zero = now();
    if (text->word == YOURS) answer(text->id, TN__HANDOUT_YOURS);
    if (text->word == TAKEN) answer(text->id, TN__HANDOUT_TAKEN);
    if (text->word == ASK) tell(0, HERE, "");
    if (text->word == FINALISE || text->word == LEAVE) {
        mpi.finalise = text->word == FINALISE;
        mpi.may_end = true;
    }
}

static void beat(void)
{
    if (now() - mpi.beaten < BEAT) return;
    mpi.beaten = now();
    if (mpi.rank != 0) tell(0, BEATS, "");
    if (mpi.rank == 0) tell_living(BEATS);
}

static void watch_zero(void)
{
    if (mpi.rank == 0 || now() - mpi.heard_zero < SILENCE) return;
    mpi.nobody = true;
    mpi.may_end = mpi.ending;
    for (request *r = mpi.requests; r; r = r->next) r->done = true;
    pthread_cond_broadcast(&mpi.answered);
}

/* --- the thread that speaks with MPI --- */

static void serve(request *r)
{
    if (mpi.rank != 0) {
        tell(0, (word)r->text.word, r->text.id);
        r->sent = true;
        r->done = r->text.word != CLAIM;
    } else {
        if (r->text.word == CLAIM)
            r->answer = grant(0, r->text.id) ? TN__HANDOUT_YOURS : TN__HANDOUT_TAKEN;
        else
            give_back(0, r->text.id);
        r->done = true;
    }
    if (r->done) pthread_cond_broadcast(&mpi.answered);
}

static void receive(void)
{
    int there;
    MPI_Status status;
    while (MPI_Iprobe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &there, &status) == MPI_SUCCESS && there) {
        message text = {0};
        int from = status.MPI_SOURCE;
        if (MPI_Recv(&text, (int)sizeof text, MPI_BYTE, from, TAG, MPI_COMM_WORLD, &status) != MPI_SUCCESS) return;
        text.id[ID_SIZE - 1] = 0;
        if (mpi.rank == 0)
            hear(from, &text);
        else if (from == 0)
            hear_zero(&text);
    }
}

static void look(void)
{
    receive();
    for (request *r = mpi.requests; r; r = r->next)
        if (!r->sent && !r->done) serve(r);
    beat();
    watch_zero();
    if (!mpi.ending) return;
    if (mpi.rank == 0)
        try_to_end();
    else if (!mpi.said_bye)
        tell(0, BYE, ""), mpi.said_bye = true;
}

static bool begin(void)
{
    int provided;
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS) return false;
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_rank(MPI_COMM_WORLD, &mpi.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &mpi.size);
    mpi.peers = calloc((size_t)mpi.size, sizeof *mpi.peers);
    for (int rank = 0; mpi.peers && rank < mpi.size; rank++) mpi.peers[rank].heard = now();
    mpi.heard_zero = now();
    return mpi.peers != NULL;
}

static void *speak(void *unused)
{
    const struct timespec nap = {0, NAP};
    (void)unused;
    bool begun = begin();
    pthread_mutex_lock(&mpi.lock);
    mpi.running = begun;
    mpi.failed = !begun;
    pthread_cond_broadcast(&mpi.answered);
    while (begun && !mpi.may_end) {
        look();
        pthread_mutex_unlock(&mpi.lock);
        nanosleep(&nap, NULL);
        pthread_mutex_lock(&mpi.lock);
    }
    bool finalise = mpi.finalise;
    pthread_mutex_unlock(&mpi.lock);
    /* Finalising waits for all ranks, and must not where some are dead. */
    if (begun && finalise) MPI_Finalize();
    return NULL;
}

/* --- what the study calls --- */

static bool start(char *why, size_t size)
{
    pthread_mutex_lock(&mpi.lock);
    bool fresh = !mpi.running && !mpi.failed && !mpi.ended;
    if (fresh && pthread_create(&mpi.thread, NULL, speak, NULL) != 0) mpi.failed = true;
    while (fresh && !mpi.running && !mpi.failed) pthread_cond_wait(&mpi.answered, &mpi.lock);
    bool fine = mpi.running && !mpi.ended;
    snprintf(why, size, "%s", mpi.ended ? "it was ended before" : "MPI_Init_thread failed");
    pthread_mutex_unlock(&mpi.lock);
    return fine;
}

static void ask(request *r)
{
    pthread_mutex_lock(&mpi.lock);
    if (mpi.nobody) {
        pthread_mutex_unlock(&mpi.lock);
        return;
    }
    r->next = mpi.requests;
    mpi.requests = r;
    while (!r->done) pthread_cond_wait(&mpi.answered, &mpi.lock);
    request **link = &mpi.requests;
    while (*link != r) link = &(*link)->next;
    *link = r->next;
    pthread_mutex_unlock(&mpi.lock);
}

static tn__handout_answer claim(const char *id)
{
    request r = {.text = {.word = CLAIM}, .answer = TN__HANDOUT_NOBODY};
    snprintf(r.text.id, sizeof r.text.id, "%s", id);
    ask(&r);
    return r.answer;
}

static void release(const char *id)
{
    request r = {.text = {.word = RELEASE}};
    snprintf(r.text.id, sizeof r.text.id, "%s", id);
    ask(&r);
}

static void finish(void)
{
    pthread_mutex_lock(&mpi.lock);
    bool there = mpi.running && !mpi.ended;
    mpi.ending = mpi.ended = true;
    pthread_mutex_unlock(&mpi.lock);
    if (there) pthread_join(mpi.thread, NULL);
}

extern const tn__handout thinnet_handout;
__attribute__((visibility("default"))) const tn__handout thinnet_handout = {TN__HANDOUT_VERSION, start, claim, release, finish};
