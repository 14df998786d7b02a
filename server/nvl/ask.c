/* ask.c -- who to ask. */
#include "nvl/ask.h"

#include "base/must.h"
#include "nvl/decay.h"

#define LONG_AGO (5 * 365) /* twenty half-lives: under a millionth */

int64_t nvl_ask_weight(int32_t days)
{
	if (days > LONG_AGO)
		return 0;
	return (int64_t)((1000000 * decay_factor(NVL_ASK_DAYS, 0)) /
			 decay_factor(NVL_ASK_DAYS, days > 0 ? days : 0));
}

int64_t nvl_ask_score(int64_t weights, int64_t answers, int64_t accepted)
{
	must(weights >= 0 && answers >= 0 && accepted >= 0 && accepted <= answers);
	return (int64_t)((wide_t)weights * (accepted + 1) / (answers + 4));
}
