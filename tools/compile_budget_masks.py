"""Shows what torch.compile does to dropout under a memory budget below 1: y = dropout(f(x)) is compiled, and the units that the
gradient kept are compared with those that forward kept. With equal masks a unit has a gradient exactly where it has a value.

    compile_budget_masks.py [BUDGET ...]     default: 1.0 0.5 0.0

Prints a line a budget: the share of units whose two masks differ. PyTorch 2.13 on CPU draws the mask again for the gradient below 1,
so that at p=0.5 about half of them differ. Exit code 1 where any differ, 77 without PyTorch.
"""
import sys

try:
    import torch
    import torch._functorch.config as functorch
except ImportError:
    print("skipped: no PyTorch")
    sys.exit(77)


def share_of_differing_masks(budget, p=0.5, units=1 << 14):
    torch._dynamo.reset()
    with functorch.patch(activation_memory_budget=budget):
        drop = torch.compile(lambda x: torch.nn.functional.dropout(torch.sin(x) + 2, p, True) ** 2)
        x = torch.rand(64, units // 64, requires_grad=True)  # sin has no gradient of 0 here, and the square keeps 0 at 0
        y = drop(x)
        y.sum().backward()
    return ((y != 0) != (x.grad != 0)).float().mean().item()


def main(arguments):
    torch.manual_seed(0)
    worst = 0.0
    print(f"PyTorch {torch.__version__}, CPU, dropout p=0.5")
    for budget in [float(one) for one in arguments] or [1.0, 0.5, 0.0]:
        share = share_of_differing_masks(budget)
        worst = max(worst, share)
        print(f"activation_memory_budget={budget:g}: masks differ on {100 * share:.1f} % of the units")
    return 1 if worst > 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
