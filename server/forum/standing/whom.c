/* whom.c -- `bothy reputation who-to-ask`; see whom.h. */
#include "forum/standing/whom.h"

#include <stdio.h>
#include <stdlib.h>

#include "db/query.h"
#include "loop/task.h"

#define SHOWN 10

static void show(const struct helper_for *x, size_t place)
{
	printf("%2zu  %-30s %6lld.%03lld %8lld %9lld\n", place, x->username, (long long)(x->score / 1000000),
		(long long)(x->score / 1000 % 1000), (long long)x->answers, (long long)x->accepted);
}

int whom_command_wait(struct task *t, void *arg)
{
	struct helpers_for found = {0};
	char *end;
	long long thread = strtoll(arg, &end, 10);
	size_t i;

	if (*end || thread <= 0) {
		fprintf(stderr, "bothy reputation who-to-ask: %s is not the number of a thread\n",
			(const char *)arg);
		return 2;
	}
	whom_to_ask(t, thread, SHOWN, &found);
	db_wait(t);
	if (!found.n) {
		printf("nobody: there is no such question, or nobody has answered any like it in the last year\n");
		return 0;
	}
	printf("    %-30s %10s %8s %9s\n", "member", "score", "answers", "accepted");
	for (i = 0; i < found.n; i++)
		show(&found.v[i], i + 1);
	return 0;
}
