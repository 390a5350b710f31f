/* Nets from source text, for tests of studies. */
#ifndef TN_TESTS_STUDY_NETS_H
#define TN_TESTS_STUDY_NETS_H

#include <string.h>
#include "net/graph.h"
#include "thinnet/source.h"

#define STUDY_HEAD                                                                                                               \
    "from torch import nn\n"                                                                                                     \
    "import torch.nn.functional as F\n"                                                                                          \
    "class Net(nn.Module):\n"                                                                                                    \
    "    def __init__(self):\n"                                                                                                  \
    "        super().__init__()\n"

/* A net of class Net for samples of this shape. */
static tn_net *study_net(const char *text, int rank, const int64_t *input)
{
    tn_net *net;
    tn_error err;
    tn_read_options options = {.input_rank = rank, .text = text, .text_length = strlen(text)};
    memcpy(options.input, input, (size_t)rank * sizeof *input);
    if (tn_net_read(&net, "net.py:Net()", &options, &err) != TN_OK) fail_msg("%s", err.text);
    return net;
}

/* Images 1x4x4: conv, relu, pool, flatten, fc. */
static const char study_cnn[] = STUDY_HEAD "        self.conv = nn.Conv2d(1, 3, 3, padding=1)\n"
                                           "        self.drop = nn.Dropout2d(0.5)\n"
                                           "        self.pool = nn.MaxPool2d(2)\n"
                                           "        self.fc = nn.Linear(12, 2)\n"
                                           "    def forward(self, x):\n"
                                           "        x = self.drop(F.relu(self.conv(x)))\n"
                                           "        return self.fc(self.pool(x).flatten(1))\n";
/* 4 features: a residual around two layers, batch norm after it. */
static const char study_residual[] = STUDY_HEAD "        self.stem = nn.Linear(4, 8)\n"
                                                "        self.fc = nn.Linear(8, 8)\n"
                                                "        self.bn = nn.BatchNorm1d(8)\n"
                                                "        self.head = nn.Linear(8, 2)\n"
                                                "    def forward(self, x):\n"
                                                "        x = self.stem(x)\n"
                                                "        x = x + F.gelu(self.fc(x))\n"
                                                "        return self.head(self.bn(x))\n";
/* 4 features, two dropouts. */
static const char study_two[] = STUDY_HEAD "        self.a = nn.Linear(4, 8)\n"
                                           "        self.b = nn.Linear(8, 8)\n"
                                           "        self.c = nn.Linear(8, 2)\n"
                                           "        self.d1 = nn.Dropout(0.2)\n"
                                           "        self.d2 = nn.Dropout(0.5)\n"
                                           "    def forward(self, x):\n"
                                           "        x = self.d1(F.relu(self.a(x)))\n"
                                           "        x = self.d2(F.relu(self.b(x)))\n"
                                           "        return self.c(x)\n";
/* 4 features, a SELU. */
static const char study_selu[] = STUDY_HEAD "        self.a = nn.Linear(4, 8)\n"
                                            "        self.act = nn.SELU()\n"
                                            "        self.c = nn.Linear(8, 2)\n"
                                            "    def forward(self, x):\n"
                                            "        return self.c(self.act(self.a(x)))\n";
/* Words: 6 numbers of 0 to 9. */
static const char study_words[] = STUDY_HEAD "        self.e = nn.Embedding(10, 4)\n"
                                             "        self.c = nn.Linear(24, 2)\n"
                                             "    def forward(self, x):\n"
                                             "        return self.c(self.e(x).flatten(1))\n";

#endif
