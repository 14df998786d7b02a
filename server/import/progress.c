/* progress.c -- see progress.h. */
#include "import/progress.h"

#include <signal.h>
#include <stdarg.h>
#include <string.h>

#include "base/clock.h"

#define BAR	    16
#define TERMINAL_MS 100
#define PLAIN_MS    5000

static volatile sig_atomic_t interrupted;
static struct sigaction was_int, was_term;

static void on_signal(int number)
{
	interrupted = number;
}

void progress_catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	interrupted = 0;
	sigaction(SIGINT, &action, &was_int);
	sigaction(SIGTERM, &action, &was_term);
}

void progress_release_signals(void)
{
	sigaction(SIGINT, &was_int, NULL);
	sigaction(SIGTERM, &was_term, NULL);
}

bool progress_interrupted(void)
{
	return interrupted != 0;
}

static double seconds(const struct progress *p)
{
	return (double)(clock_ms() - p->began_ms) / 1000 + 0.001;
}

static double share(const struct progress *p)
{
	double s = p->total > 0 ? (double)p->done / (double)p->total : 1;

	return s > 1 ? 1 : s;
}

/* "12345 rows/s, 0:07 left" */
static void rate(const struct progress *p, char *out, size_t n)
{
	double left = share(p) > 0 ? seconds(p) / share(p) - seconds(p) : 0;
	long whole = (long)(left + 0.5);

	snprintf(out, n, "%.0f rows/s, %ld:%02ld left", (double)p->rows / seconds(p), whole / 60, whole % 60);
}

/* Fits into 80 columns. */
static void show_bar(struct progress *p)
{
	int full = (int)(share(p) * BAR), i;
	char bar[BAR + 1], text[100];

	for (i = 0; i < BAR; i++)
		bar[i] = i < full ? '#' : '.';
	bar[BAR] = 0;
	rate(p, text, sizeof(text));
	fprintf(p->out, "\r%-24.24s [%s] %3.0f %%  %s\033[K", p->doing, bar, share(p) * 100, text);
	fflush(p->out);
}

static void show_line(struct progress *p)
{
	char text[100];

	rate(p, text, sizeof(text));
	fprintf(p->out, "%s: %.0f %%, %lld rows, %s\n", p->doing, share(p) * 100, (long long)p->rows, text);
	fflush(p->out);
}

void progress_begin(struct progress *p, int64_t total, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(p->doing, sizeof(p->doing), format, args);
	va_end(args);
	p->total = total;
	p->done = p->rows = 0;
	p->began_ms = p->shown_ms = clock_ms();
	if (p->terminal)
		show_bar(p);
}

void progress_at(struct progress *p, int64_t done, int64_t rows)
{
	p->done = done;
	p->rows = rows;
	if (clock_ms() - p->shown_ms < (p->terminal ? TERMINAL_MS : PLAIN_MS))
		return;
	p->shown_ms = clock_ms();
	if (p->terminal)
		show_bar(p);
	else
		show_line(p);
}

void progress_clear(struct progress *p)
{
	if (p->terminal)
		fprintf(p->out, "\r\033[K");
}

void progress_end(struct progress *p)
{
	progress_clear(p);
	fprintf(p->out, "%s: %lld rows in %.1f s\n", p->doing, (long long)p->rows, seconds(p));
	fflush(p->out);
}
