#ifndef TN_BASE_CLOCK_H
#define TN_BASE_CLOCK_H

/* Seconds on a clock that never jumps; only differences mean anything. */
double tn__clock_seconds(void);

#endif
