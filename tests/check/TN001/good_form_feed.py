import torch
  	


# A form feed begins a line again.
width = 4
