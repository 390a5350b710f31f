import torch
import torch.nn.functional as F


class Net(torch.nn.Module):
	def __init__(self):
		super().__init__()
		self.conv1 = torch.nn.Conv2d(3, 6, 3, padding=1)
		self.bn1 = torch.nn.BatchNorm2d(6)
		self.drop1 = torch.nn.Dropout2d(0.1)
		self.fc = torch.nn.Linear(6 * 16, 3)

	def forward(self, x):
		x = self.drop1(F.relu(self.bn1(self.conv1(x))))
		x = F.max_pool2d(x, 2)
		x = torch.flatten(x, 1)
		return self.fc(x)
