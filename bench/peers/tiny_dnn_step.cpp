/* Times training steps of a net in tiny-dnn: a peer of step.c; bench/peers.py compiles it with tiny-dnn's headers.
 *
 *   tiny_dnn_step NET INPUT_RATE RATE BATCH SECONDS
 *
 * NET is the sizes of a dense net's layers, as in 784-128-10, or "examples-cnn", whose rates are its own. */
#include <cstdlib>
#include <string>
#include <vector>

#include "../timing.h"
#include "tiny_dnn/tiny_dnn.h"

using namespace tiny_dnn;

typedef network<sequential> sequence;

struct training {
    sequence net;
    gradient_descent optimiser;
    std::vector<tensor_t> x, y;
};

static int step(void *net)
{
    training *t = static_cast<training *>(net);
    t->net.bprop<cross_entropy_multiclass>(t->net.fprop(t->x), t->y, std::vector<tensor_t>());
    t->net.update_weights(&t->optimiser);
    return 0;
}

static void make_dense(sequence &net, const char *text, float input_rate, float rate)
{
    std::vector<size_t> sizes;
    for (char *end = const_cast<char *>(text); *text; text = *end ? end + 1 : end) sizes.push_back(strtoul(text, &end, 10));
    if (input_rate > 0) net << dropout_layer(sizes[0], input_rate);
    for (size_t i = 1; i < sizes.size(); i++) {
        net << fully_connected_layer(sizes[i - 1], sizes[i]);
        if (i + 1 < sizes.size()) net << relu_layer() << dropout_layer(sizes[i], rate);
    }
    net << softmax_layer(sizes.back());
}

static void make_examples_cnn(sequence &net)
{
    net << convolutional_layer(28, 28, 3, 1, 32) << relu_layer() << convolutional_layer(26, 26, 3, 32, 64) << relu_layer()
        << max_pooling_layer(24, 24, 64, 2) << dropout_layer(9216, 0.25f) << fully_connected_layer(9216, 128) << relu_layer()
        << dropout_layer(128, 0.5f) << fully_connected_layer(128, 10) << softmax_layer(10);
}

int main(int argc, char **argv)
{
    if (argc != 6) return fprintf(stderr, "usage: tiny_dnn_step NET INPUT_RATE RATE BATCH SECONDS\n"), 2;
    training t;
    if (argv[1][0] == 'e')
        make_examples_cnn(t.net);
    else
        make_dense(t.net, argv[1], strtof(argv[2], nullptr), strtof(argv[3], nullptr));
    for (int i = 0; i < atoi(argv[4]); i++) {
        vec_t x(t.net.in_data_size()), y(t.net.out_data_size());
        for (float &value : x) value = static_cast<float>(rand()) / static_cast<float>(RAND_MAX) - 0.5f;
        y[static_cast<size_t>(rand()) % y.size()] = 1;
        t.x.push_back(tensor_t(1, x));
        t.y.push_back(tensor_t(1, y));
    }
    t.net.init_weight();
    t.net.set_netphase(net_phase::train);
    for (size_t i = 0; i < t.net.layer_size(); i++) t.net[i]->set_parallelize(true);
    return time_steps(step, &t, atof(argv[5]));
}
