/* log.c -- see log.h. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/must.h"

#define LINE_ROOM   2048
#define GATHER_ROOM 4096 /* what one write(2) to a pipe does not mix with others' */

static const char *process = "bothy";
static unsigned long dropped;
static char gathered[GATHER_ROOM];
static size_t gathered_n;
static unsigned long gathered_lines;

void log_as(const char *name)
{
	process = name;
}

/* "2026-11-21T20:53:12", made once a second. */
static const char *second_text(time_t seconds)
{
	static char text[24];
	static time_t made_for = -1;
	struct tm tm;

	if (seconds != made_for) {
		gmtime_r(&seconds, &tm);
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
		made_for = seconds;
	}
	return text;
}

static size_t line_head(char *line, size_t room, const char *level, const char *event)
{
	struct when now = clock_now();
	int n = snprintf(line, room, "%s.%03dZ %s %s %s ", second_text((time_t)(now.us / 1000000)),
		(int)(now.us / 1000 % 1000), level, process, event);

	if (dropped)
		n += snprintf(line + n, room - (size_t)n, "lines_dropped=%lu ", dropped);
	return (size_t)n;
}

/* Makes a whole line in ${line}, which has LINE_ROOM. Returns its length. */
static size_t line_make(char *line, const char *level, const char *event, const char *format, va_list args)
{
	size_t n = line_head(line, 512, level, event), i;
	int made = vsnprintf(line + n, LINE_ROOM - n - 1, format, args);

	if (made > 0)
		n += (size_t)made < LINE_ROOM - n - 1 ? (size_t)made : LINE_ROOM - n - 2;
	for (i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[n++] = '\n';
	return n;
}

static void put(const char *s, size_t n, unsigned long lines)
{
	if (write(STDERR_FILENO, s, n) != (ssize_t)n)
		dropped += lines;
	else
		dropped = 0;
}

void log_flush(void)
{
	if (gathered_n)
		put(gathered, gathered_n, gathered_lines);
	gathered_n = gathered_lines = 0;
}

void log_line(const char *level, const char *event, const char *format, ...)
{
	char line[LINE_ROOM];
	va_list args;
	size_t n;

	log_flush();
	va_start(args, format);
	n = line_make(line, level, event, format, args);
	va_end(args);
	put(line, n, 1);
}

void log_soon(const char *event, const char *format, ...)
{
	char line[LINE_ROOM];
	va_list args;
	size_t n;

	va_start(args, format);
	n = line_make(line, "info", event, format, args);
	va_end(args);
	if (n > GATHER_ROOM - gathered_n)
		log_flush();
	memcpy(gathered + gathered_n, line, n);
	gathered_n += n;
	gathered_lines++;
}

_Noreturn void must_failed(const char *what, const char *file, int line)
{
	log_error("must.failed", "what=\"%s\" at=%s:%d", what, file, line);
	abort();
}
