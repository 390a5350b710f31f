#include "train/reduce.h"

#include <string.h>

#include "base/error.h"
#include "base/mem.h"

#define ALIGN 16      /* numbers: slices start on cache lines */
#define BUCKET 262144 /* numbers, at least: 1 MiB */
#define SLICE 16384   /* numbers, at least: what one message should carry */
#define MAX_BUCKETS 256
#define MAX_NODES 128 /* of one rank: two a level at most */

/* Shards [index << level, (index + 1) << level). */
typedef struct node {
    int level;
    int64_t index;
    float *at;
} node;

typedef struct bucket {
    int64_t first, n; /* numbers of the vector */
    bool sent, summed;
    float *received; /* [nodes of others][slice] of this rank's slice */
} bucket;

struct tn__reduce {
    const tn__kernels *kernels;
    tn_team *team; /* borrowed; NULL: alone */
    int rank, size;
    int64_t shards, first, end, numbers;
    int64_t now;           /* the shard at hand */
    node stack[MAX_NODES]; /* this rank's nodes before the shard at hand */
    int depth;
    node *all;    /* room for the nodes of all ranks */
    int n_others; /* nodes that others hand over */
    bucket *buckets;
    int64_t n_buckets, bucket_numbers;
    float *memory, *work, *sum;
    bool broken;
};

/* --- the tree --- */

static bool are_siblings(const node *left, const node *right)
{
    return (right->index & 1) && left->level == right->level && left->index == right->index - 1;
}

static node parent_of(const node *left)
{
    return (node){left->level + 1, left->index >> 1, left->at};
}

/* Puts a node beside those before it; returns the new depth. */
static int push(node *stack, int depth, node next)
{
    while (depth > 0 && are_siblings(&stack[depth - 1], &next)) next = parent_of(&stack[--depth]);
    stack[depth++] = next;
    return depth;
}

static int64_t first_of(int64_t shards, int rank, int size)
{
    return shards * rank / size;
}

/* The nodes that a rank hands over, into out[MAX_NODES]. */
static int nodes_of(int64_t shards, int rank, int size, node *out)
{
    int depth = 0;
    for (int64_t i = first_of(shards, rank, size); i < first_of(shards, rank + 1, size); i++)
        depth = push(out, depth, (node){0, i, NULL});
    return depth;
}

/* How many nodes this rank keeps at a time; the last shard stays where it was computed, or goes into another. */
static int deepest_stack(const tn__reduce *r)
{
    node nodes[MAX_NODES];
    int depth = 0, deepest = 0;
    for (int64_t i = r->first; i < r->end - 1; i++) {
        depth = push(nodes, depth, (node){0, i, NULL});
        if (depth > deepest) deepest = depth;
    }
    return deepest;
}

/* --- sizes and memory --- */

static int64_t rounded(int64_t n, int64_t unit)
{
    return (n + unit - 1) / unit * unit;
}

static void choose_buckets(tn__reduce *r)
{
    int64_t n = BUCKET;
    if (n < (int64_t)SLICE * r->size) n = (int64_t)SLICE * r->size;
    if (n < r->numbers / MAX_BUCKETS + 1) n = r->numbers / MAX_BUCKETS + 1;
    r->bucket_numbers = rounded(n, ALIGN);
    r->n_buckets = (r->numbers + r->bucket_numbers - 1) / r->bucket_numbers;
}

static int64_t slice_numbers(const tn__reduce *r, const bucket *b)
{
    return rounded((b->n + r->size - 1) / r->size, ALIGN);
}

/* Rank's slice of a bucket: where it begins in the vector; its numbers in *n, perhaps 0. */
static int64_t slice_of(const tn__reduce *r, const bucket *b, int rank, int64_t *n)
{
    int64_t whole = slice_numbers(r, b), from = whole * rank;
    if (from > b->n) from = b->n;
    *n = b->n - from < whole ? b->n - from : whole;
    return b->first + from;
}

static int count_others(tn__reduce *r, int *all)
{
    node nodes[MAX_NODES];
    int others = 0;
    *all = 0;
    for (int rank = 0; rank < r->size; rank++) {
        int n = nodes_of(r->shards, rank, r->size, nodes);
        *all += n;
        if (rank != r->rank) others += n;
    }
    return others;
}

static void set_buckets(tn__reduce *r, float *received)
{
    for (int64_t i = 0; i < r->n_buckets; i++) {
        bucket *b = &r->buckets[i];
        b->first = i * r->bucket_numbers;
        b->n = r->numbers - b->first < r->bucket_numbers ? r->numbers - b->first : r->bucket_numbers;
        b->received = received;
        received += slice_numbers(r, b) * r->n_others;
    }
}

static tn_status allocate(tn__reduce *r, tn_error *err)
{
    int all, deepest = deepest_stack(r);
    choose_buckets(r);
    r->n_others = count_others(r, &all);
    size_t vector = (size_t)rounded(r->numbers, ALIGN);
    size_t slices = (size_t)(r->n_buckets * rounded(r->bucket_numbers / r->size + 1, ALIGN)) * (size_t)r->n_others;
    r->all = tn__alloc((size_t)all + 1, sizeof *r->all);
    r->buckets = tn__alloc((size_t)r->n_buckets + 1, sizeof *r->buckets);
    r->memory = tn__alloc_aligned(vector * (size_t)(2 + deepest) + slices + ALIGN, sizeof *r->memory);
    if (!r->all || !r->buckets || !r->memory)
        return tn__no_memory(err, (vector * (size_t)(2 + deepest) + slices) * sizeof(float));
    r->work = r->memory;
    r->sum = r->work + vector;
    for (int i = 0; i < deepest; i++) r->stack[i].at = r->sum + vector * (size_t)(i + 1);
    set_buckets(r, r->sum + vector * (size_t)(deepest + 1));
    return TN_OK;
}

tn_status tn__reduce_new(tn__reduce **out, const tn__kernels *kernels, tn_team *team, int64_t shards, int64_t numbers,
                         tn_error *err)
{
    tn__reduce *r = tn__alloc(1, sizeof *r);
    if (!r) return tn__no_memory(err, sizeof *r);
    *r = (tn__reduce){.kernels = kernels,
                      .team = team,
                      .rank = tn_team_rank(team),
                      .size = tn_team_size(team),
                      .shards = shards,
                      .numbers = numbers};
    r->first = first_of(shards, r->rank, r->size);
    r->end = first_of(shards, r->rank + 1, r->size);
    tn_status status = allocate(r, err);
    if (status != TN_OK)
        tn__reduce_free(r);
    else
        *out = r;
    return status;
}

void tn__reduce_free(tn__reduce *r)
{
    if (!r) return;
    tn__free(r->all);
    tn__free(r->buckets);
    tn__free(r->memory);
    tn__free(r);
}

void tn__reduce_range(int64_t shards, int rank, int size, int64_t *first, int64_t *end)
{
    *first = first_of(shards, rank, size);
    *end = first_of(shards, rank + 1, size);
}

float *tn__reduce_work(const tn__reduce *r)
{
    return r->work;
}

float *tn__reduce_sum(const tn__reduce *r)
{
    return r->sum;
}

/* --- messages --- */

static int group_of(const tn__reduce *r, const bucket *b, int phase)
{
    return TN__GROUP_FREE + 2 * (int)(b - r->buckets) + phase;
}

static void post_send(tn__reduce *r, int to, int group, const float *data, int64_t n)
{
    if (n > 0 && !r->broken) r->broken = !r->team->wire->send(r->team->self, to, group, data, (size_t)n * sizeof *data);
}

static void post_receive(tn__reduce *r, int from, int group, float *data, int64_t n)
{
    if (n > 0 && !r->broken) r->broken = !r->team->wire->receive(r->team->self, from, group, data, (size_t)n * sizeof *data);
}

/* Receives are posted before anything is sent, so that messages go straight to their place. */
static void post_receives(tn__reduce *r, bucket *b)
{
    node nodes[MAX_NODES];
    int64_t mine, theirs;
    slice_of(r, b, r->rank, &mine);
    float *to = b->received;
    for (int rank = 0; rank < r->size; rank++) {
        if (rank == r->rank) continue;
        for (int k = nodes_of(r->shards, rank, r->size, nodes); k > 0; k--, to += slice_numbers(r, b))
            post_receive(r, rank, group_of(r, b, 0), to, mine);
        int64_t from = slice_of(r, b, rank, &theirs);
        post_receive(r, rank, group_of(r, b, 1), r->sum + from, theirs);
    }
}

/* Where node k of this rank is, the last shard being at hand. The last one may be the shard itself, which nobody has copied. */
static const float *own_node(const tn__reduce *r, const node *nodes, int n, int k)
{
    return k == n - 1 && nodes[k].level == 0 ? r->work : r->stack[k].at;
}

static void send_nodes(tn__reduce *r, bucket *b)
{
    node nodes[MAX_NODES];
    int n = nodes_of(r->shards, r->rank, r->size, nodes);
    for (int k = 1; k < r->size; k++) {
        int to = (r->rank + k) % r->size;
        int64_t count, from = slice_of(r, b, to, &count);
        for (int i = 0; i < n; i++) post_send(r, to, group_of(r, b, 0), own_node(r, nodes, n, i) + from, count);
    }
    b->sent = true;
}

/* All nodes of this rank's slice, in the order of shards, with the place of each. */
static int collect(tn__reduce *r, const bucket *b)
{
    int n = 0;
    float *received = b->received;
    int64_t mine, from = slice_of(r, b, r->rank, &mine);
    for (int rank = 0; rank < r->size; rank++) {
        node nodes[MAX_NODES];
        int count = nodes_of(r->shards, rank, r->size, nodes);
        for (int i = 0; i < count; i++) {
            bool own = rank == r->rank;
            nodes[i].at = own ? (float *)own_node(r, nodes, count, i) + from : received;
            if (!own) received += slice_numbers(r, b);
            r->all[n++] = nodes[i];
        }
    }
    return n;
}

/* Finishes the tree over this rank's slice, in place of its nodes. */
static const float *finish_tree(tn__reduce *r, int n, int64_t numbers)
{
    int depth = 0;
    for (int i = 0; i < n; i++) { /* r->all is read ahead of where the stack, in the same array, is written */
        node next = r->all[i];
        for (; depth > 0 && are_siblings(&r->all[depth - 1], &next); next = parent_of(&r->all[--depth]))
            r->kernels->add(r->all[depth - 1].at, r->all[depth - 1].at, next.at, numbers);
        r->all[depth++] = next;
    }
    for (; depth > 1; depth--) r->kernels->add(r->all[depth - 2].at, r->all[depth - 2].at, r->all[depth - 1].at, numbers);
    return r->all[0].at;
}

static void sum_slice(tn__reduce *r, bucket *b)
{
    int64_t mine, from = slice_of(r, b, r->rank, &mine);
    if (mine > 0) memcpy(r->sum + from, finish_tree(r, collect(r, b), mine), (size_t)mine * sizeof(float));
    for (int k = 1; k < r->size; k++) post_send(r, (r->rank + k) % r->size, group_of(r, b, 1), r->sum + from, mine);
    b->summed = true;
}

/* Does what can be done without waiting. */
static void move_on(tn__reduce *r)
{
    for (int64_t i = 0; r->team && i < r->n_buckets && r->buckets[i].sent && !r->broken; i++) {
        bucket *b = &r->buckets[i];
        int group = group_of(r, b, b->summed);
        tn__wire_state state = r->team->wire->look(r->team->self, group);
        r->broken = state == TN__WIRE_BROKEN;
        if (state == TN__WIRE_DONE && !b->summed) sum_slice(r, b);
    }
}

/* --- a step --- */

void tn__reduce_begin(tn__reduce *r)
{
    r->now = r->first;
    r->depth = 0;
    r->broken = r->team && r->team->lost;
    for (int64_t i = 0; i < r->n_buckets; i++) {
        bucket *b = &r->buckets[i];
        b->sent = b->summed = false;
        if (r->size > 1) post_receives(r, b);
    }
}

/* Adds numbers [from, end) of the shard at hand to the nodes before it, as far up as it goes. */
static void add_range(tn__reduce *r, int64_t from, int64_t end)
{
    node next = {0, r->now, r->work};
    int depth = r->depth;
    for (; depth > 0 && are_siblings(&r->stack[depth - 1], &next); next = parent_of(&r->stack[--depth]))
        r->kernels->add(r->stack[depth - 1].at + from, r->stack[depth - 1].at + from, next.at + from, end - from);
    bool last = r->now == r->end - 1;
    if (next.level == 0 && !last) memcpy(r->stack[depth].at + from, r->work + from, (size_t)(end - from) * sizeof(float));
}

void tn__reduce_ready(tn__reduce *r, int64_t end)
{
    if (r->now != r->end - 1) return; /* all at once, in tn__reduce_next */
    for (int64_t i = 0; i < r->n_buckets && r->buckets[i].first + r->buckets[i].n <= end; i++) {
        bucket *b = &r->buckets[i];
        if (b->sent) continue;
        add_range(r, b->first, b->first + b->n);
        send_nodes(r, b);
    }
    move_on(r);
}

void tn__reduce_next(tn__reduce *r)
{
    if (r->now == r->end - 1)
        tn__reduce_ready(r, r->numbers);
    else
        add_range(r, 0, r->numbers);
    node place[MAX_NODES]; /* nodes move, the memory of each place in the stack stays */
    memcpy(place, r->stack, sizeof place);
    r->depth = push(r->stack, r->depth, (node){0, r->now, NULL});
    for (int i = 0; i < MAX_NODES; i++) r->stack[i].at = place[i].at;
    r->now++;
}

tn_status tn__reduce_finish(tn__reduce *r, tn_error *err)
{
    for (int64_t i = 0; i < r->n_buckets; i++) {
        bucket *b = &r->buckets[i];
        if (r->broken) return tn__team_broken(r->team, err);
        if (!b->summed && r->team) {
            tn_status status = tn__team_wait(r->team, group_of(r, b, 0), err);
            if (status != TN_OK) return status;
        }
        if (!b->summed) sum_slice(r, b);
        move_on(r);
    }
    for (int64_t i = 0; r->team && i < r->n_buckets; i++) {
        tn_status status = r->broken ? tn__team_broken(r->team, err)
                                     : tn__team_wait(r->team, group_of(r, &r->buckets[i], 1), err);
        if (status != TN_OK) return status;
    }
    return TN_OK;
}
