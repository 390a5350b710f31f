/* F.linear with the weight and bias of a Linear: that layer, or where the weight is dropped, DropConnect. */
#ifndef TN_SOURCE_LINEAR_FUNCTION_H
#define TN_SOURCE_LINEAR_FUNCTION_H

#include "source/follow.h"

/* F.dropout(self.fc.weight, p, self.training), or a module that does the same; ABSENT when it is none. */
tn__py tn__drop_weight(tn__evaluator *ev, const tn__layer *layer, tn__py state, const tn__syntax *node);
/* F.linear(x, self.fc.weight, self.fc.bias), the weight dropped or not; ABSENT when it is none. */
tn__py tn__linear_function(tn__evaluator *ev, const tn__py_args *args, const tn__syntax *node);

#endif
