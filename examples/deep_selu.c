/* Does dropout keep what SELU keeps? Mean and variance of the activations behind each layer of a deep SELU net in training, with
 * AlphaDropout, with Dropout and with none (Klambauer et al. 2017, figure 1 and section "New dropout technique").
 *
 *     deep_selu [PICTURE.svg]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <thinnet/thinnet.h>

#define DEPTH 32
#define WIDTH 256
#define BATCH 256
#define WAYS 3

static const char *const ways[WAYS] = {"alpha", "plain", "none"};
static const char *const names[WAYS] = {"AlphaDropout", "Dropout", "no dropout"};

typedef struct moments {
    double mean, variance;
} moments;

static moments moments_of(const float *x, int64_t n)
{
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < n; i++) sum += (double)x[i], squares += (double)x[i] * (double)x[i];
    double mean = sum / (double)n;
    return (moments){mean, squares / (double)n - mean * mean};
}

/* What comes out of a net of `depth` layers in training: nets of one seed begin with the same weights, however deep they are. */
static tn_status measure(moments *out, int depth, const char *way, const float *x, const float *targets, tn_error *err)
{
    char model[100];
    snprintf(model, sizeof model, "examples/models/deep_selu.py:DeepSELU(%d, '%s')", depth, way);
    tn_train_options options = tn_train_options_default();
    options.batch_size = BATCH, options.loss = TN_LOSS_MSE, options.lr = 1e-9;
    tn_net *net = NULL;
    tn_trainer *trainer = NULL;
    double loss;
    tn_status status = tn_net_read(&net, model, NULL, err);
    if (status == TN_OK) status = tn_net_init(net, 1, err);
    if (status == TN_OK) status = tn_trainer_new(&trainer, net, &options, err);
    if (status == TN_OK) status = tn_trainer_step(trainer, x, NULL, targets, BATCH, &loss, err);
    if (status == TN_OK) *out = moments_of(tn_trainer_output(trainer), BATCH * WIDTH);
    tn_trainer_free(trainer);
    tn_net_free(net);
    return status;
}

/* Standard normal numbers by Box and Muller. */
static void fill_normal(float *x, int64_t n)
{
    srand(1);
    for (int64_t i = 0; i < n; i++) {
        double u = (rand() + 1.0) / (RAND_MAX + 2.0), v = rand() / (RAND_MAX + 1.0);
        x[i] = (float)(sqrt(-2 * log(u)) * cos(6.283185307179586 * v));
    }
}

/* --- the picture: two panels of lines over the depth --- */

#define PANEL 300
#define HEIGHT 200

typedef struct panel {
    const char *title;
    double left, low, high;
    int variance; /* else the mean */
} panel;

static double value_of(const panel *p, const moments *m)
{
    return p->variance ? m->variance : m->mean;
}

static void draw_panel(FILE *f, const panel *p, moments found[WAYS][DEPTH])
{
    static const char *const classes[WAYS] = {"a", "b", "c"};
    fprintf(f, "<text x='%.0f' y='20'>%s</text>\n<rect x='%.0f' y='32' width='%d' height='%d' class='frame'/>\n", p->left,
            p->title, p->left, PANEL, HEIGHT);
    for (int i = 0; i <= 4; i++) {
        double value = p->low + (p->high - p->low) * i / 4, y = 32 + HEIGHT - HEIGHT * i / 4.0;
        fprintf(f, "<text x='%.0f' y='%.1f' class='tick'>%.2g</text>\n", p->left - 6, y + 4, value);
        fprintf(f, "<text x='%.1f' y='%d' class='depth'>%d</text>\n", p->left + PANEL * i / 4.0, 32 + HEIGHT + 18, DEPTH * i / 4);
    }
    for (int w = 0; w < WAYS; w++) {
        fprintf(f, "<polyline class='%s' points='", classes[w]);
        for (int d = 0; d < DEPTH; d++) {
            double share = (value_of(p, &found[w][d]) - p->low) / (p->high - p->low);
            share = share < 0 ? 0 : share > 1 ? 1 : share;
            fprintf(f, "%.1f,%.1f ", p->left + PANEL * (d + 1.0) / DEPTH, 32 + HEIGHT * (1 - share));
        }
        fprintf(f, "'><title>%s</title></polyline>\n", names[w]);
    }
}

static int draw(const char *path, moments found[WAYS][DEPTH])
{
    static const panel panels[] = {{"mean of activations behind n layers", 50, -.5, .5, 0},
                                   {"variance of activations behind n layers", 420, 0, 2, 1}};
    FILE *f = fopen(path, "w");
    if (!f) return -1;
    fprintf(f,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 760 310' role='img' font-family='sans-serif' font-size='14'>\n"
            "<title>Mean and variance of activations over the depth of a SELU net in training</title>\n"
            "<style>text{fill:#222}.tick{text-anchor:end;font-size:12px}.depth{text-anchor:middle;font-size:12px}"
            ".frame{fill:none;stroke:#999}polyline{fill:none;stroke-width:2.5}.a{stroke:#0b6e4f}.b{stroke:#c2410c;stroke-"
            "dasharray:8 4}"
            ".c{stroke:#3b5bdb;stroke-dasharray:2 "
            "4}@media(prefers-color-scheme:dark){text{fill:#ddd}.a{stroke:#4fd1a5}.b{stroke:#fb923c}"
            ".c{stroke:#91a7ff}}</style>\n");
    for (size_t i = 0; i < sizeof panels / sizeof *panels; i++) draw_panel(f, &panels[i], found);
    for (int w = 0; w < WAYS; w++)
        fprintf(f, "<polyline class='%c' points='%d,288 %d,288'/><text x='%d' y='293'>%s</text>\n", 'a' + w, 50 + 200 * w,
                90 + 200 * w, 98 + 200 * w, names[w]);
    fprintf(f, "</svg>\n");
    return fclose(f);
}

int main(int argc, char **argv)
{
    static moments found[WAYS][DEPTH];
    float *x = malloc(BATCH * WIDTH * sizeof *x), *targets = calloc(BATCH * WIDTH, sizeof *targets);
    tn_status status = x && targets ? TN_OK : TN_NO_MEMORY;
    tn_error err = {.text = "no memory"};
    if (x) fill_normal(x, BATCH * WIDTH);
    for (int w = 0; w < WAYS && status == TN_OK; w++)
        for (int d = 0; d < DEPTH && status == TN_OK; d++) status = measure(&found[w][d], d + 1, ways[w], x, targets, &err);
    free(x);
    free(targets);
    if (status != TN_OK) {
        fprintf(stderr, "deep_selu: %s\n", err.text);
        return 1;
    }
    printf("%-8s", "layers");
    for (int w = 0; w < WAYS; w++) printf("%22s", names[w]);
    printf("\n");
    for (int d = 1; d <= DEPTH; d *= 2) {
        printf("%-8d", d);
        for (int w = 0; w < WAYS; w++) printf("%12.3f %9.3f", found[w][d - 1].mean, found[w][d - 1].variance);
        printf("\n");
    }
    if (argc > 1 && draw(argv[1], found) != 0) {
        fprintf(stderr, "deep_selu: cannot write %s\n", argv[1]);
        return 1;
    }
    return 0;
}
