from torch import nn


class Ratings(nn.Module):
    def __init__(self, users, hidden, dropout=0.05):
        super().__init__()
        self.users = users
        self.hidden = hidden
        self.dropout_p = dropout

    def prepare_model(self):
        self.encoder = nn.Linear(self.users, self.hidden)
        self.dropout = nn.Dropout(self.dropout_p)

    def forward(self, x):
        return self.dropout(self.encoder(x))
