#include "study/splits.h"

#include <pthread.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/mem.h"
#include "train/data.h"

typedef struct split {
    tn_data *data; /* owned; NULL: a free place */
    uint64_t seed;
    int64_t limit;
    int users;
} split;

struct tn__splits {
    const tn_data *whole;
    double fraction;
    uint64_t split_seed;
    pthread_mutex_t lock; /* for all below; held while a split is made, so that none is made twice */
    int n;
    split items[];
};

tn_status tn__splits_new(tn__splits **out, const tn_data *whole, double fraction, uint64_t split_seed, int most, tn_error *err)
{
    size_t size = sizeof(tn__splits) + (size_t)most * sizeof(split);
    tn__splits *splits = tn__alloc(1, size);
    if (!splits) return tn__no_memory(err, size);
    splits->whole = whole;
    splits->fraction = fraction;
    splits->split_seed = split_seed;
    splits->n = most;
    if (pthread_mutex_init(&splits->lock, NULL) != 0) {
        tn__free(splits);
        return tn__no_memory(err, sizeof(pthread_mutex_t));
    }
    *out = splits;
    return TN_OK;
}

void tn__splits_free(tn__splits *splits)
{
    if (!splits) return;
    for (int i = 0; i < splits->n; i++) tn_data_free(splits->items[i].data);
    pthread_mutex_destroy(&splits->lock);
    tn__free(splits);
}

static split *find(tn__splits *splits, uint64_t seed, int64_t limit)
{
    for (int i = 0; i < splits->n; i++) {
        split *s = &splits->items[i];
        if (s->data && s->seed == seed && s->limit == limit) return s;
    }
    return NULL;
}

/* A place that nobody uses: an empty one, or the one whose seed is lowest, since seeds are run in rising order. */
static split *free_place(tn__splits *splits)
{
    split *best = NULL;
    for (int i = 0; i < splits->n; i++) {
        split *s = &splits->items[i];
        if (s->users == 0 && (!best || (best->data && (!s->data || s->seed < best->seed)))) best = s;
    }
    return best;
}

static tn_status make(tn__splits *splits, split **out, uint64_t seed, int64_t limit, tn_error *err)
{
    tn_data *data;
    split *place = free_place(splits);
    if (!place) return tn__fail(err, TN_INTERNAL, "more trials run at once than there are places for their data");
    /* The seeds of two studies that differ in --split-seed share no split. */
    uint64_t drawn = splits->split_seed * 0x9E3779B97F4A7C15u + seed;
    tn_status status = tn__data_resplit(&data, splits->whole, splits->fraction, drawn, limit, err);
    if (status != TN_OK) return status;
    tn_data_free(place->data);
    *place = (split){.data = data, .seed = seed, .limit = limit};
    *out = place;
    return TN_OK;
}

tn_status tn__splits_take(tn__splits *splits, const tn_data **out, uint64_t seed, int64_t limit, tn_error *err)
{
    tn_status status = TN_OK;
    if (splits->fraction == 0 && limit == 0) {
        *out = splits->whole;
        return TN_OK;
    }
    pthread_mutex_lock(&splits->lock);
    split *s = find(splits, seed, limit);
    if (!s) status = make(splits, &s, seed, limit, err);
    if (status == TN_OK) {
        s->users++;
        *out = s->data;
    }
    pthread_mutex_unlock(&splits->lock);
    return status;
}

void tn__splits_give_back(tn__splits *splits, const tn_data *data)
{
    pthread_mutex_lock(&splits->lock);
    for (int i = 0; i < splits->n; i++)
        if (splits->items[i].data == data) splits->items[i].users--;
    pthread_mutex_unlock(&splits->lock);
}
