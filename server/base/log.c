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

static const char *process = "bothy";
static unsigned long dropped;

void log_as(const char *name)
{
	process = name;
}

static size_t line_head(char *line, size_t room, const char *level, const char *event)
{
	struct when now = clock_now();
	time_t seconds = (time_t)(now.us / 1000000);
	struct tm tm;
	size_t n;

	gmtime_r(&seconds, &tm);
	n = strftime(line, room, "%Y-%m-%dT%H:%M:%S", &tm);
	n += (size_t)snprintf(line + n, room - n, ".%03dZ %s %s %s ", (int)(now.us / 1000 % 1000), level, process, event);
	return n;
}

void log_line(const char *level, const char *event, const char *format, ...)
{
	char line[2048];
	size_t n = line_head(line, 512, level, event), i;
	va_list args;
	int made;

	if (dropped)
		n += (size_t)snprintf(line + n, sizeof(line) - n, "lines_dropped=%lu ", dropped);
	va_start(args, format);
	made = vsnprintf(line + n, sizeof(line) - n - 1, format, args);
	va_end(args);
	if (made > 0)
		n += (size_t)made < sizeof(line) - n - 1 ? (size_t)made : sizeof(line) - n - 2;
	for (i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, n) != (ssize_t)n)
		dropped++;
	else
		dropped = 0;
}

_Noreturn void must_failed(const char *what, const char *file, int line)
{
	log_error("must.failed", "what=\"%s\" at=%s:%d", what, file, line);
	abort();
}
