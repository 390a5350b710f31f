/* Kinds that PyTorch lacks, as classes of a file: read back as the kind, and nothing else is. */
#include "base/buf.h"
#include "reader.h"
#include "source/own_kinds.h"

/* A file with that class, and a net whose __init__ and forward say so. */
static void describe_net(const char *class_text, const char *init, const char *forward, char *out, size_t size)
{
    char text[2000];
    tn__reading reading = TN_READING_INIT;
    snprintf(text, sizeof(text),
             "import torch\nfrom torch import nn\nfrom torch.nn import Dropout\n\n\n%s\n\nclass Net(nn.Module):\n"
             "    def __init__(self):\n        super().__init__()\n        %s\n\n    def forward(self, x):\n        return %s\n",
             class_text, init, forward);
    read_text(&reading, text, strlen(text), "net.py:Net", (input){1, {6}});
    describe(&reading, out, size);
    tn__reading_release(&reading);
}

static const tn__layer_kind *const *own_kinds(void)
{
    static const tn__layer_kind *kinds[3];
    kinds[0] = tn__layer_find_class("BatchwiseDropout");
    kinds[1] = tn__layer_find_class("GaussianDropout");
    return kinds;
}

static void test_class__is_read_back_as_its_kind(void **state)
{
    (void)state;
    for (const tn__layer_kind *const *kind = own_kinds(); *kind; kind++) {
        char init[100], wanted[100], found[200];
        tn__buf text = TN_BUF_INIT;
        snprintf(init, sizeof(init), "self.drop = %s(0.3)", (*kind)->torch_class);
        snprintf(wanted, sizeof(wanted), "%s[N, 6]", (*kind)->torch_class);
        tn__own_kind_print(*kind, "nn.Dropout", "    ", &text);
        describe_net(text.data, init, "self.drop(x)", found, sizeof(found));
        assert_string_equal(found, wanted);
        tn__buf_clear(&text);
        tn__own_kind_print(*kind, "Dropout", "\t", &text);
        describe_net(text.data, init, "self.drop(x)", found, sizeof(found));
        assert_string_equal(found, wanted);
        tn__buf_release(&text);
    }
}

#define BATCHWISE "class BatchwiseDropout(nn.Dropout):\n"
#define DEF "    def forward(self, x):\n"

static void test_class__may_be_spaced_and_commented(void **state)
{
    char found[200];
    (void)state;
    describe_net(BATCHWISE "    # one mask\n    def forward( self, x ):  # for all\n        return x * super( ).forward(\n"
                           "            x.new_ones(x.shape[1:])  # of a batch\n        )\n",
                 "self.drop = BatchwiseDropout(p=0.3, inplace=True)", "self.drop(x)", found, sizeof(found));
    assert_string_equal(found, "BatchwiseDropout[N, 6]");
}

static void test_class__of_another_text_is_not_taken(void **state)
{
    static const char *const texts[] = {
        BATCHWISE DEF "        return x + super().forward(x.new_ones(x.shape[1:]))\n",
        BATCHWISE DEF
        "        return x * super().forward(x.new_ones(x.shape[1:]))\n\n    def extra_repr(self):\n        return ''\n",
        "class BatchwiseDropout(nn.AlphaDropout):\n" DEF "        return x * super().forward(x.new_ones(x.shape[1:]))\n",
        "class BatchwiseDropout(nn.Dropout, object):\n" DEF "        return x * super().forward(x.new_ones(x.shape[1:]))\n",
        "class Dropout(nn.Module):\n    pass\n\n\nclass BatchwiseDropout(Dropout):\n" DEF
        "        return x * super().forward(x.new_ones(x.shape[1:]))\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        char found[200];
        describe_net(texts[i], "self.drop = BatchwiseDropout(0.3)", "self.drop(x)", found, sizeof(found));
        assert_null(strstr(found, "BatchwiseDropout"));
    }
}

static void test_class__is_an_nn_dropout_to_isinstance(void **state)
{
    char found[200];
    (void)state;
    describe_net(BATCHWISE DEF "        return x * super().forward(x.new_ones(x.shape[1:]))\n",
                 "self.drop = BatchwiseDropout(0.3)",
                 "self.drop(x) if isinstance(self.drop, nn.Dropout) and isinstance(self.drop, BatchwiseDropout) else x.relu()",
                 found, sizeof(found));
    assert_string_equal(found, "BatchwiseDropout[N, 6]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_class__is_read_back_as_its_kind),
        cmocka_unit_test(test_class__may_be_spaced_and_commented),
        cmocka_unit_test(test_class__of_another_text_is_not_taken),
        cmocka_unit_test(test_class__is_an_nn_dropout_to_isinstance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
