/* nvl_same.h -- whether two networks are the same to the last digit. */
#ifndef TESTS_NVL_SAME_H
#define TESTS_NVL_SAME_H

#include "nvl_net.h"

/* Both fail the test, with ${what} and the first line that differs. */
void same_network(const char *what, const struct nvl *one, const struct nvl *other);
void same_credits(const char *what, const struct credits *one, const struct credits *other);

#endif
