#include "cli/repairs.h"

#define MOST_ROUNDS 10 /* each takes a fault away; two repairs that undo each other would go on for ever */

/* One round: `sum` is what became of the file so far, and `report` is of that. *next: of what it is now; NULL: nothing is left
 * to be repaired. */
static tn_status repair_once(tn_fixed *sum, const tn_report *report, tn_report **next, bool unsafe, cli_recheck *again,
                             void *user, tn_error *err)
{
    tn_fixed one;
    *next = NULL;
    tn_status status = tn_report_fix(report, unsafe, &one, err);
    if (status != TN_OK || !one.text) {
        return status;
    }
    status = tn_fixed_add(sum, &one, tn_report_file(report), err);
    tn_fixed_release(&one);
    return status == TN_OK ? again(next, sum->text, sum->length, user, err) : status;
}

tn_status cli_repair(tn_fixed *out, const tn_report *report, bool unsafe, cli_recheck *again, void *user, tn_error *err)
{
    tn_report *last = NULL;
    tn_status status = TN_OK;
    *out = (tn_fixed){0};
    for (int i = 0; i < MOST_ROUNDS && (i == 0 || last) && status == TN_OK; i++) {
        tn_report *next;
        status = repair_once(out, last ? last : report, &next, unsafe, again, user, err);
        tn_report_free(last);
        last = next;
    }
    tn_report_free(last);
    if (status != TN_OK) {
        tn_fixed_release(out);
    }
    return status;
}
