{% if cookiecutter.kind == "a" %}
import torch

{% else %}
import torch.nn as nn

{% endif %}
x = 1

{{ cookiecutter.name }} = {% a %}
y = 2

{% if cookiecutter.kind == "b" %}
z = 3

{% endif %}
w = 4

{% if cookiecutter.kind == "c" %}
v = 5

{% endif %}
# expect: TN001 error 1:2
# expect: TN001 error 4:2
# expect: TN001 error 7:2
# expect: TN001 error 13:2
# expect: TN001 error 16:2
