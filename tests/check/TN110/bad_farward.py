# After "get the error "_forward_unimplemented() got an unexpected keyword argument 'labels'"" (https://github.com/huggingface/transformers/issues/16847).
import torch
import torch.nn.functional as F
from torch import nn


class Seq2Seq(nn.Module):
    def __init__(self, vocabulary=100):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, 16)
        self.drop = nn.Dropout(0.1)
        self.decoder = nn.Linear(16, vocabulary)

    def farward(self, tokens, labels=None):
        scores = self.decoder(self.drop(self.embed(tokens)))
        return scores if labels is None else F.cross_entropy(scores.flatten(0, 1), labels.flatten())


def train(batches):
    model = Seq2Seq()
    for tokens, labels in batches:
        model(tokens, labels=labels).backward()

# expect: TN110 error 7:7
