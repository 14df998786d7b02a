/* tally.c -- see tally.h. */
#include "import/tally.h"

#include <stddef.h>
#include <string.h>

#include "base/must.h"

void tally_skip(struct tally *t, const char *why, int64_t n)
{
	int i;

	if (n == 0)
		return;
	for (i = 0; i < TALLY_REASONS; i++) {
		if (t->skipped[i].why && strcmp(t->skipped[i].why, why) != 0)
			continue;
		t->skipped[i].why = why;
		t->skipped[i].n += n;
		return;
	}
	must(!"more reasons than a tally has room for");
}

int64_t tally_skipped(const struct tally *t)
{
	int64_t n = 0;
	int i;

	for (i = 0; i < TALLY_REASONS && t->skipped[i].why; i++)
		n += t->skipped[i].n;
	return n;
}

/* 1234567 → "1,234,567". */
static const char *grouped(int64_t n, char out[32])
{
	char digits[32];
	size_t i, len, at = 0;

	len = (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)n);
	for (i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = 0;
	return out;
}

static void print_one(FILE *out, const struct tally *t)
{
	char read[32], written[32], skipped[32];
	int i;

	if (t->missing) {
		fprintf(out, "%-12s %11s %11s %11s  %s\n", t->table, "-", "-", "-", t->missing);
		return;
	}
	fprintf(out, "%-12s %11s %11s %11s\n", t->table, grouped(t->read, read), grouped(t->written, written),
		grouped(tally_skipped(t), skipped));
	for (i = 0; i < TALLY_REASONS && t->skipped[i].why; i++)
		fprintf(out, "%-12s %11s %11s %11s  %s\n", "", "", "", grouped(t->skipped[i].n, skipped),
			t->skipped[i].why);
}

void tally_print(FILE *out, const struct tally *const *tables, size_t n)
{
	size_t i;

	fprintf(out, "%-12s %11s %11s %11s  %s\n", "table", "read", "written", "skipped", "because");
	for (i = 0; i < n; i++)
		print_one(out, tables[i]);
}
