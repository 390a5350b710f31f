/* All of thinnet: include this one header, or only those that a file needs.
 *
 * Start with net.h (nets by calls) or source.h (nets from PyTorch source), then train.h and predict.h.
 * Errors, ownership and names follow the same few rules everywhere: status.h says how. */
#ifndef THINNET_H
#define THINNET_H

#include "thinnet/answer.h"
#include "thinnet/check.h"
#include "thinnet/settings.h"
#include "thinnet/cpu.h"
#include "thinnet/data.h"
#include "thinnet/dropout.h"
#include "thinnet/net.h"
#include "thinnet/predict.h"
#include "thinnet/random.h"
#include "thinnet/source.h"
#include "thinnet/status.h"
#include "thinnet/study.h"
#include "thinnet/study_folder.h"
#include "thinnet/team.h"
#include "thinnet/tensor.h"
#include "thinnet/train.h"
#include "thinnet/value.h"
#include "thinnet/version.h"

#endif
