/* made_report plain|hostile|empty|regression|large|huge FILE: writes the report of a made-up answer, for page.py and for looking
 * at.
 */
#include "../unit/study/made_answer.h"
#include "study/report.h"

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        made_answer *(*make)(void);
    } answers[] = {{"plain", made_plain},           {"hostile", made_hostile}, {"empty", made_empty},
                   {"regression", made_regression}, {"large", made_large},     {"huge", made_huge}};
    for (size_t i = 0; argc == 3 && i < sizeof(answers) / sizeof(*answers); i++) {
        if (strcmp(argv[1], answers[i].name)) continue;
        made_answer *made = answers[i].make();
        tn_error err = {0};
        tn_status status = made ? tn__report_write(argv[2], &made->answer, &err) : TN_NO_MEMORY;
        free(made);
        if (status != TN_OK) fprintf(stderr, "%s\n", err.text);
        return status != TN_OK;
    }
    fprintf(stderr, "usage: made_report plain|hostile|empty|regression|large|huge FILE\n");
    return 2;
}
