/* The parts of report.html, one file each, and what they share. */
#ifndef TN_STUDY_REPORT_PARTS_H
#define TN_STUDY_REPORT_PARTS_H

#include "study/html.h"
#include "study/report.h"

typedef struct tn__page {
    tn__buf buf;
    const tn_answer *answer;
    double largest;    /* |effect| of the arm farthest from zero, 0 when there is none */
    int decimals;      /* of scores and effects, enough to part the effects */
    size_t arms_limit; /* no row is added to the table of arms beyond this length */
} tn__page;

/* In the order of the page. Each adds its whole <section>, or nothing where the answer has nothing for it. */
void tn__report_net(tn__page *page);
void tn__report_effects(tn__page *page);
void tn__report_rates(tn__page *page);
void tn__report_learning(tn__page *page);
void tn__report_gap(tn__page *page);
void tn__report_reliability(tn__page *page);
void tn__report_arms(tn__page *page);
void tn__report_patch(tn__page *page);
void tn__report_repeat(tn__page *page);

/* --- shared --- */
/* A score or effect in the page's unit, "96.42 %" and "+1.20 points", or "0.412". */
void tn__report_score(tn__page *page, double score);
void tn__report_effect(tn__page *page, double effect);
/* "0.80 to 2.10", without a unit. */
void tn__report_interval(tn__page *page, double low, double high);
const char *tn__report_unit(const tn__page *page); /* of effects: "points", or "" */
/* An effect as a number of the page's unit: times 100 for shares. */
double tn__report_scaled(const tn__page *page, double value);
/* Which way an arm's interval points: 1 better, -1 worse, 0 when it holds zero or is not known. */
int tn__report_sign(const tn_answer_arm *arm);
/* What effects are against: "the source as it is", or for data sizes "no dropout on as many samples". */
const char *tn__report_against(const tn_answer *answer);
/* A remark on the baseline, marked up. */
const char *tn__report_baseline_mark(const tn_answer *answer);
/* The class of a colour: "worse3" ... "none" ... "better3", by effect beside the largest. */
const char *tn__report_colour(const tn__page *page, double effect);
/* The best arm that changes only this site, -1: none has a result. */
int tn__report_best_at(const tn_answer *answer, int site);

#endif
