/* Mean cross entropy of rows of logits. The target gives 1 - smoothing to the label and smoothing / columns to every class. */

#define FEW_CLASSES 32
#define GROUP_WORTH 4 /* rows from which a group is quicker than its rows one by one */

/* The loss of a row whose exponentials sum up to e^log_sum. Differences are taken in double: a float would lose the loss beside a
 * large logit. */
static inline double row_loss(const float *x, int64_t label, int64_t columns, double log_sum, float smoothing)
{
    double loss = log_sum - (double)x[label], mean = 0;
    if (!(smoothing > 0)) return loss;
    for (int64_t c = 0; c < columns; c++) mean += log_sum - (double)x[c];
    return (1.0 - (double)smoothing) * loss + (double)smoothing * mean / (double)columns;
}

/* --- few classes: LANES rows side by side, class after class --- */

typedef struct row_group {
    float number[FEW_CLASSES][LANES]; /* logits, then exponentials, then gradients */
    float largest[LANES], sum[LANES];
} row_group;

static void group_exponentials(row_group *g, int columns)
{
    for (int r = 0; r < LANES; r++) g->largest[r] = -INFINITY, g->sum[r] = 0;
    for (int c = 0; c < columns; c++)
        for (int r = 0; r < LANES; r++) g->largest[r] = larger(g->number[c][r], g->largest[r]);
    for (int c = 0; c < columns; c++)
        for (int r = 0; r < LANES; r++) {
            g->number[c][r] = exp_f(g->number[c][r] - g->largest[r]);
            g->sum[r] += g->number[c][r];
        }
}

static void group_gradient(row_group *g, float *dx, const int64_t *label, int rows, int columns, float smoothing,
                           float grad_scale)
{
    float uniform = grad_scale * smoothing / (float)columns, inverse[LANES];
    for (int r = 0; r < LANES; r++) inverse[r] = grad_scale / g->sum[r];
    for (int c = 0; c < columns; c++)
        for (int r = 0; r < LANES; r++) g->number[c][r] = g->number[c][r] * inverse[r] - uniform;
    for (int r = 0; r < rows; r++) g->number[label[r]][r] -= grad_scale * (1.0f - smoothing);
    turn_back(dx, columns, g->number[0], LANES, rows, columns);
}

static double cross_entropy_group(float *dx, const float *x, const int64_t *label, int rows, int columns, float smoothing,
                                  float grad_scale)
{
    row_group g;
    float log_sum[LANES];
    double total = 0;
    turn(g.number[0], LANES, x, columns, rows, columns, LANES);
    group_exponentials(&g, columns);
    for (int r = 0; r < LANES; r++) log_sum[r] = log_f(g.sum[r]);
    for (int r = 0; r < rows; r++)
        total += row_loss(x + r * columns, label[r], columns, (double)g.largest[r] + (double)log_sum[r], smoothing);
    if (dx) group_gradient(&g, dx, label, rows, columns, smoothing, grad_scale);
    return total;
}

/* --- many classes: a row at a time; a chunk of exponentials is kept on the stack when no gradient is wanted --- */

static double cross_entropy_row(float *dx, const float *x, int64_t label, int64_t columns, float smoothing, float grad_scale)
{
    float largest = row_largest(x, columns), denominator = 0, chunk[256];
    if (dx) denominator = row_exp_sum(dx, x, columns, largest);
    for (int64_t c = 0; !dx && c < columns; c += 256)
        denominator += row_exp_sum(chunk, x + c, columns - c < 256 ? columns - c : 256, largest);
    double loss = row_loss(x, label, columns, (double)largest + (double)log_f(denominator), smoothing);
    if (!dx) return loss;
    float inverse = grad_scale / denominator, uniform = grad_scale * smoothing / (float)columns;
    for (int64_t c = 0; c < columns; c++) dx[c] = dx[c] * inverse - uniform;
    dx[label] -= grad_scale * (1.0f - smoothing);
    return loss;
}

static void cross_entropy_rows(double *sum, float *dx, const float *x, const int64_t *label, int64_t rows, int64_t columns,
                               float smoothing, float grad_scale)
{
    double total = 0;
    for (int64_t r = 0, here; r < rows; r += here, x += here * columns) {
        here = columns > FEW_CLASSES || rows - r < GROUP_WORTH ? 1 : rows - r < LANES ? rows - r : LANES;
        float *gradient = dx ? dx + r * columns : NULL;
        if (here == 1)
            total += cross_entropy_row(gradient, x, label[r], columns, smoothing, grad_scale);
        else
            total += cross_entropy_group(gradient, x, label + r, (int)here, (int)columns, smoothing, grad_scale);
    }
    *sum = total;
}

#undef FEW_CLASSES
#undef GROUP_WORTH
