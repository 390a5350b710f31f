/* Batches cut into shards: the same bytes for any number of ranks, which are threads here, with a wire that moves messages as
 * late as its contract allows. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "net/graph.h"
#include "train/reduce.h"
#include "train/trainer.h"

/* --- a wire between threads --- */

#define MOST_RANKS 8
#define MOST_POSTS 8192

typedef struct post {
    bool used, sent, done;
    int from, to, group;
    const void *data; /* the sender's, which only the sender looks at: it may be gone */
    void *sent_data;  /* a copy of it */
    void *place;
    size_t bytes;
} post;

typedef struct hub {
    pthread_mutex_t lock;
    post posts[MOST_POSTS]; /* in the order of posting, but for places used again after all are done */
    int n_posts, size;
    bool broken;
} hub;

/* What a rank calls its wire. */
typedef struct end_of_wire {
    hub *hub;
    int rank;
} end_of_wire;

static bool start(void *self, int *rank, int *size, char *why, size_t why_size)
{
    end_of_wire *e = self;
    (void)why, (void)why_size;
    *rank = e->rank;
    *size = e->hub->size;
    return true;
}

static bool add_post(hub *h, post p)
{
    pthread_mutex_lock(&h->lock);
    bool fits = h->n_posts < MOST_POSTS && !h->broken;
    if (fits) h->posts[h->n_posts++] = p;
    pthread_mutex_unlock(&h->lock);
    return fits;
}

static bool send(void *self, int to, int group, const void *data, size_t bytes)
{
    end_of_wire *e = self;
    post p = {.used = true, .sent = true, .from = e->rank, .to = to, .group = group, .data = data, .bytes = bytes};
    p.sent_data = malloc(bytes);
    bool added = p.sent_data && (memcpy(p.sent_data, data, bytes), add_post(e->hub, p));
    if (!added) free(p.sent_data);
    return added;
}

static bool receive(void *self, int from, int group, void *data, size_t bytes)
{
    end_of_wire *e = self;
    return add_post(e->hub, (post){.used = true, .from = from, .to = e->rank, .group = group, .place = data, .bytes = bytes});
}

static bool same_way(const post *a, const post *b)
{
    return a->from == b->from && a->to == b->to && a->group == b->group;
}

/* The first send that nobody has received and that fits the i-th post, a receive; NULL: none yet. */
static post *partner_of(hub *h, int i)
{
    for (int k = 0; k < h->n_posts; k++) {
        post *p = &h->posts[k];
        if (p->used && p->sent && !p->done && same_way(p, &h->posts[i])) return p;
    }
    return NULL;
}

static void match(hub *h, int i)
{
    post *to = &h->posts[i], *from = partner_of(h, i);
    if (!from) return;
    if (from->bytes != to->bytes)
        h->broken = true;
    else
        memcpy(to->place, from->sent_data, to->bytes);
    from->done = to->done = true;
}

static void forget_finished(hub *h)
{
    int kept = 0;
    for (int i = 0; i < h->n_posts; i++) {
        if (h->posts[i].used)
            h->posts[kept++] = h->posts[i];
        else
            free(h->posts[i].sent_data);
    }
    h->n_posts = kept;
}

/* What was sent stays as it was until its group is done. */
static bool is_untouched(const post *p)
{
    return !p->sent || memcmp(p->data, p->sent_data, p->bytes) == 0;
}

static tn__wire_state look(void *self, int group)
{
    end_of_wire *e = self;
    hub *h = e->hub;
    pthread_mutex_lock(&h->lock);
    bool waits = false;
    for (int i = 0; i < h->n_posts; i++) {
        post *p = &h->posts[i];
        if (!p->used || p->group != group || (p->sent ? p->from : p->to) != e->rank) continue;
        if (!p->sent && !p->done) match(h, i);
        waits = waits || !p->done;
    }
    for (int i = 0; i < h->n_posts && !waits; i++) {
        post *p = &h->posts[i];
        if (p->group != group || (p->sent ? p->from : p->to) != e->rank) continue;
        h->broken = h->broken || !is_untouched(p);
        p->used = false;
    }
    forget_finished(h);
    tn__wire_state state = h->broken ? TN__WIRE_BROKEN : waits ? TN__WIRE_BUSY : TN__WIRE_DONE;
    pthread_mutex_unlock(&h->lock);
    return state;
}

static void finish(void *self, bool all_there)
{
    end_of_wire *e = self;
    if (all_there) return;
    pthread_mutex_lock(&e->hub->lock);
    e->hub->broken = true;
    pthread_mutex_unlock(&e->hub->lock);
}

static const tn__wire wire = {TN__WIRE_VERSION, start, send, receive, look, finish};

/* --- ranks --- */

typedef struct rank_run {
    end_of_wire end;
    double patience;
    void (*body)(struct rank_run *run, tn_team *team);
    const void *job;
    bool silent; /* leaves without a word */
    tn_status status;
    tn_error err;
    /* of a reduction */
    float *sum;
    /* of a training */
    tn_net *net;
    tn_train_result result;
} rank_run;

static void *be_rank(void *argument)
{
    rank_run *run = argument;
    tn_team *team;
    if (run->silent) return NULL;
    run->status = tn__team_new(&team, &wire, &run->end, run->patience, &run->err);
    if (run->status == TN_OK) {
        run->body(run, team);
        tn_team_close(team);
    } else {
        finish(&run->end, false);
    }
    return NULL;
}

static void run_ranks(rank_run *runs, int n)
{
    pthread_t threads[MOST_RANKS];
    hub *h = calloc(1, sizeof *h);
    assert_non_null(h);
    pthread_mutex_init(&h->lock, NULL);
    h->size = n;
    for (int i = 0; i < n; i++) {
        runs[i].end = (end_of_wire){h, i};
        assert_int_equal(pthread_create(&threads[i], NULL, be_rank, &runs[i]), 0);
    }
    for (int i = 0; i < n; i++) pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&h->lock);
    for (int i = 0; i < h->n_posts; i++) free(h->posts[i].sent_data);
    free(h);
}

/* --- sums --- */

typedef struct reduction {
    int64_t shards, numbers;
    int steps;
} reduction;

static float number(int64_t shard, int64_t i, int step)
{
    return sinf((float)(shard * 977 + i * 13 + step));
}

/* Halves of the smallest power of two that holds all, as the picture in reduce.h says. */
static float tree_sum(int64_t first, int64_t width, const reduction *job, int64_t i, int step)
{
    int64_t middle = first + width / 2;
    if (width == 1) return number(first, i, step);
    float left = tree_sum(first, width / 2, job, i, step);
    return middle < job->shards ? left + tree_sum(middle, width / 2, job, i, step) : left;
}

static void reduce_body(rank_run *run, tn_team *team)
{
    const reduction *job = run->job;
    tn__reduce *r;
    int64_t first, end;
    run->status = tn__reduce_new(&r, tn__kernels_best(), team, job->shards, job->numbers, &run->err);
    if (run->status != TN_OK) {
        if (team) team->lost = true;
        return;
    }
    tn__reduce_range(job->shards, tn_team_rank(team), tn_team_size(team), &first, &end);
    for (int step = 0; step < job->steps && run->status == TN_OK; step++) {
        tn__reduce_begin(r);
        for (int64_t shard = first; shard < end; shard++) {
            float *work = tn__reduce_work(r);
            int64_t done = 0;
            for (int part = 1; part <= 3; part++) {
                for (; done < job->numbers * part / 3; done++) work[done] = number(shard, done, step);
                tn__reduce_ready(r, done);
            }
            tn__reduce_next(r);
        }
        run->status = tn__reduce_finish(r, &run->err);
    }
    if (run->status == TN_OK) memcpy(run->sum, tn__reduce_sum(r), (size_t)job->numbers * sizeof(float));
    tn__reduce_free(r);
}

static void check_sum(const rank_run *run, const reduction *job)
{
    int64_t width = 1;
    while (width < job->shards) width *= 2;
    if (run->status != TN_OK) fail_msg("%s", run->err.text);
    for (int64_t i = 0; i < job->numbers; i += 1 + job->numbers / 999)
        if (run->sum[i] != tree_sum(0, width, job, i, job->steps - 1))
            fail_msg("number %lld of %lld", (long long)i, (long long)job->numbers);
}

static void check_reduction(const reduction *job, int ranks)
{
    rank_run runs[MOST_RANKS] = {0};
    for (int i = 0; i < ranks; i++)
        runs[i] = (rank_run){.body = reduce_body, .job = job, .patience = 20, .sum = calloc((size_t)job->numbers, sizeof(float))};
    run_ranks(runs, ranks);
    for (int i = 0; i < ranks; i++) {
        check_sum(&runs[i], job);
        free(runs[i].sum);
    }
}

static void test_reduce__is_a_fixed_tree_for_any_number_of_ranks(void **state)
{
    (void)state;
    for (int64_t shards = 1; shards <= 9; shards++) {
        const reduction job = {shards, 1000, 2};
        rank_run alone = {.job = &job, .sum = calloc(1000, sizeof(float))};
        reduce_body(&alone, NULL);
        check_sum(&alone, &job);
        free(alone.sum);
        for (int ranks = 1; ranks <= MOST_RANKS && ranks <= shards; ranks++) check_reduction(&job, ranks);
    }
}

static void test_reduce__cuts_long_vectors_into_buckets(void **state)
{
    (void)state;
    const reduction long_one = {5, 700001, 2}, tiny = {7, 3, 3};
    check_reduction(&long_one, 3);
    check_reduction(&long_one, 2);
    check_reduction(&tiny, 7);
}

/* --- training --- */

typedef struct training {
    bool batch_norm;
    tn_train_options options;
    int64_t broken_sample;    /* this one makes layers overflow; -1: none */
    int other_seed, stopping; /* the rank with another seed, and the one that stops in the second epoch; -1: none */
} training;

#define SAMPLES 70

static tn_net *make_net(bool batch_norm)
{
    tn_net *net;
    tn_error err;
    int64_t in = 6;
    tn_arg fc1[] = {{NULL, tn_int(in)}, {NULL, tn_int(20)}}, fc2[] = {{NULL, tn_int(20)}, {NULL, tn_int(3)}},
           norm[] = {{NULL, tn_int(20)}};
    tn_status status = tn_net_new(&net, &in, 1, &err);
    if (status != TN_OK) return NULL;
    status = tn_net_add(net, NULL, "Linear", "fc1", fc1, 2, NULL, 0, &err);
    if (status == TN_OK && batch_norm) status = tn_net_add(net, NULL, "BatchNorm1d", "norm", norm, 1, NULL, 0, &err);
    if (status == TN_OK) status = tn_net_add(net, NULL, "ReLU", "relu", NULL, 0, NULL, 0, &err);
    if (status == TN_OK) status = tn_net_add(net, NULL, "Dropout", "drop", NULL, 0, NULL, 0, &err);
    if (status == TN_OK) status = tn_net_add(net, NULL, "Linear", "fc2", fc2, 2, NULL, 0, &err);
    if (status == TN_OK) status = tn_net_init(net, 3, &err);
    if (status == TN_OK) return net;
    tn_net_free(net);
    return NULL;
}

static tn_data *make_data(int64_t broken_sample)
{
    float x[SAMPLES * 6];
    int64_t labels[SAMPLES];
    tn_data *data;
    tn_error err;
    tn_data_options options = tn_data_options_default();
    for (int i = 0; i < SAMPLES; i++) {
        labels[i] = i % 3;
        for (int k = 0; k < 6; k++) x[i * 6 + k] = number(i, k, 0) + (float)(labels[i] == k % 3);
    }
    for (int k = 0; broken_sample >= 0 && k < 6; k++) x[broken_sample * 6 + k] = 3e38F;
    options.validation_fraction = 0.2;
    options.normalise = false;
    tn_shape sample = tn__shape_of(1, (int64_t)6);
    return tn_data_from_memory(&data, x, labels, NULL, SAMPLES, 0, &sample, 1, &options, &err) == TN_OK ? data : NULL;
}

static bool stop_in_second_epoch(const tn_epoch *epoch, void *user)
{
    (void)user;
    return epoch->epoch < 2;
}

static void train_body(rank_run *run, tn_team *team)
{
    const training *job = run->job;
    tn_train_options options = job->options;
    tn_data *data = make_data(job->broken_sample);
    run->net = make_net(job->batch_norm);
    options.team = team;
    if (tn_team_rank(team) == job->other_seed && team) options.seed++;
    bool stops = team && tn_team_rank(team) == job->stopping;
    run->status = data && run->net ? TN_OK : TN_NO_MEMORY;
    run->status = tn_team_agree(team, run->status, NULL, &run->err);
    if (run->status == TN_OK)
        run->status = tn_train(run->net, data, &options, stops ? stop_in_second_epoch : NULL, NULL, &run->result, &run->err);
    tn_data_free(data);
}

static training usual_training(void)
{
    training job = {.broken_sample = -1, .other_seed = -1, .stopping = -1, .options = tn_train_options_default()};
    job.options.epochs = 3;
    job.options.batch_size = 16;
    job.options.shards = 8;
    job.options.optimiser = "adam";
    job.options.max_norm = 3;
    job.options.clip_norm = 1;
    return job;
}

static void train_ranks(rank_run *runs, const training *job, int ranks, double patience)
{
    for (int i = 0; i < ranks; i++)
        runs[i] = (rank_run){.body = train_body, .job = job, .patience = patience, .silent = runs[i].silent};
    run_ranks(runs, ranks);
}

static void free_nets(rank_run *runs, int ranks)
{
    for (int i = 0; i < ranks; i++) tn_net_free(runs[i].net);
}

static void assert_same_run(const rank_run *a, const rank_run *b)
{
    if (a->status != TN_OK || b->status != TN_OK) fail_msg("%s%s", a->err.text, b->err.text);
    assert_true(a->result.train_loss == b->result.train_loss);
    assert_true(a->result.validation.loss == b->result.validation.loss);
    assert_true(a->result.validation.accuracy == b->result.validation.accuracy);
    for (size_t i = 0; i < a->net->n_states; i++)
        assert_memory_equal(a->net->states[i].data, b->net->states[i].data,
                            (size_t)tn__shape_count(&a->net->states[i].shape) * tn__dtype_size(a->net->states[i].spec->dtype));
}

static void check_training(const training *job)
{
    rank_run alone = {.job = job};
    train_body(&alone, NULL);
    for (int ranks = 1; ranks <= 7; ranks += ranks == 4 ? 3 : 1) {
        rank_run runs[MOST_RANKS] = {0};
        train_ranks(runs, job, ranks, 20);
        for (int i = 0; i < ranks; i++) assert_same_run(&alone, &runs[i]);
        free_nets(runs, ranks);
    }
    tn_net_free(alone.net);
}

static void test_train__the_same_bytes_for_any_number_of_ranks(void **state)
{
    (void)state;
    training job = usual_training();
    check_training(&job);
    job.options.optimiser = "sgd"; /* plain descent, which layers could do themselves */
    job.options.clip_norm = job.options.max_norm = 0;
    job.options.batch_size = 13; /* shards of 2 and 1 and 0 samples */
    check_training(&job);
}

static void test_train__batch_norm_takes_the_mean_of_its_shards(void **state)
{
    (void)state;
    training job = usual_training();
    job.batch_norm = true;
    job.options.shards = 7;
    job.options.batch_size = 28;
    check_training(&job);
    job.options.shards = 0;
    rank_run run = {0};
    train_ranks(&run, &job, 1, 20);
    assert_int_equal(run.status, TN_UNSUPPORTED);
    assert_non_null(strstr(run.err.text, "BatchNorm1d takes its statistics over a batch"));
    assert_non_null(strstr(run.err.help, "--shards 8"));
    free_nets(&run, 1);
}

/* Masks and shuffles are those of the whole batch, so that only sums are rounded elsewhere. */
static void test_train__shards_are_close_to_whole_batches(void **state)
{
    (void)state;
    training job = usual_training();
    rank_run cut = {.job = &job}, whole = {.job = &job};
    job.options.optimiser = "sgd";
    train_body(&cut, NULL);
    job.options.shards = 1;
    train_body(&whole, NULL);
    assert_true(cut.status == TN_OK && whole.status == TN_OK);
    assert_true(fabs(cut.result.train_loss - whole.result.train_loss) < 1e-5);
    for (size_t i = 0; i < whole.net->n_states; i++) {
        const float *a = cut.net->states[i].data, *b = whole.net->states[i].data;
        for (int64_t k = 0; k < tn__shape_count(&whole.net->states[i].shape); k++) assert_true(fabsf(a[k] - b[k]) < 1e-4F);
    }
    tn_net_free(cut.net);
    tn_net_free(whole.net);
}

static void test_train__a_failure_of_one_rank_is_that_of_all(void **state)
{
    (void)state;
    training job = usual_training();
    rank_run runs[MOST_RANKS] = {0};
    job.broken_sample = 11;
    train_ranks(runs, &job, 3, 20);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(runs[i].status, TN_NOT_FINITE);
        assert_string_equal(runs[i].err.text, runs[0].err.text);
        assert_non_null(strstr(runs[i].err.text, "rank "));
    }
    free_nets(runs, 3);
}

static void test_train__ranks_with_other_options_are_refused(void **state)
{
    (void)state;
    training job = usual_training();
    rank_run runs[MOST_RANKS] = {0};
    job.other_seed = 2;
    train_ranks(runs, &job, 4, 20);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(runs[i].status, TN_MISMATCH);
        assert_string_equal(runs[i].err.text, "rank 2 does not have the options of rank 0");
    }
    free_nets(runs, 4);
}

static void test_train__all_ranks_stop_after_the_same_step(void **state)
{
    (void)state;
    training job = usual_training();
    rank_run runs[MOST_RANKS] = {0};
    job.stopping = 1;
    train_ranks(runs, &job, 3, 20);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(runs[i].status, TN_OK);
        assert_true(runs[i].result.interrupted);
        assert_int_equal(runs[i].result.steps, runs[0].result.steps);
        assert_same_run(&runs[0], &runs[i]);
    }
    free_nets(runs, 3);
}

static void test_train__a_silent_rank_ends_the_others(void **state)
{
    (void)state;
    training job = usual_training();
    rank_run runs[MOST_RANKS] = {0};
    runs[1].silent = true;
    train_ranks(runs, &job, 3, 0.1);
    assert_int_equal(runs[0].status, TN_IO);
    assert_non_null(strstr(runs[0].err.text, "hears nothing from another rank"));
    assert_int_equal(runs[2].status, TN_IO);
    free_nets(runs, 3);
}

static void test_train__refuses_what_cannot_be_cut(void **state)
{
    (void)state;
    const struct {
        int64_t batch, shards;
        tn_rng rng;
        int ranks;
        const char *text;
    } cases[] = {
        {16, 17, TN_RNG_PHILOX, 1, "a batch of 16 samples cannot be cut into 17 shards"},
        {16, 2, TN_RNG_PHILOX, 3, "2 shards are too few for 3 ranks"},
        {2, 0, TN_RNG_PHILOX, 3, "2 shards are too few for 3 ranks"},
        {16, 8, TN_RNG_TORCH, 2, "PyTorch draws masks one after the other"},
        {16, -1, TN_RNG_PHILOX, 1, "shards is -1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        training job = usual_training();
        rank_run runs[MOST_RANKS] = {0};
        job.options.batch_size = cases[i].batch;
        job.options.shards = cases[i].shards;
        job.options.rng = cases[i].rng;
        train_ranks(runs, &job, cases[i].ranks, 20);
        assert_true(runs[0].status != TN_OK);
        if (!strstr(runs[0].err.text, cases[i].text)) fail_msg("%s", runs[0].err.text);
        free_nets(runs, cases[i].ranks);
    }
}

static bool count_allocations(const tn_epoch *epoch, void *user)
{
    uint64_t *counts = user;
    if (epoch->epoch_done) counts[epoch->epoch - 1] = tn__mem_count();
    return true;
}

static void test_train__later_epochs_allocate_nothing(void **state)
{
    (void)state;
    uint64_t counts[4] = {0};
    training job = usual_training();
    tn_data *data = make_data(-1);
    tn_net *net = make_net(true);
    tn_error err;
    job.options.epochs = 4;
    assert_non_null(data);
    assert_non_null(net);
    if (tn_train(net, data, &job.options, count_allocations, counts, NULL, &err) != TN_OK) fail_msg("%s", err.text);
    assert_true(counts[3] == counts[1]);
    tn_net_free(net);
    tn_data_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reduce__is_a_fixed_tree_for_any_number_of_ranks),
        cmocka_unit_test(test_reduce__cuts_long_vectors_into_buckets),
        cmocka_unit_test(test_train__the_same_bytes_for_any_number_of_ranks),
        cmocka_unit_test(test_train__batch_norm_takes_the_mean_of_its_shards),
        cmocka_unit_test(test_train__shards_are_close_to_whole_batches),
        cmocka_unit_test(test_train__a_failure_of_one_rank_is_that_of_all),
        cmocka_unit_test(test_train__ranks_with_other_options_are_refused),
        cmocka_unit_test(test_train__all_ranks_stop_after_the_same_step),
        cmocka_unit_test(test_train__a_silent_rank_ends_the_others),
        cmocka_unit_test(test_train__refuses_what_cannot_be_cut),
        cmocka_unit_test(test_train__later_epochs_allocate_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
