/* fault.c -- see fault.h. One armed point at a time is enough: tests walk them one after the other. */
#include "base/fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool fault_armed;
static char armed_name[64];
static int passings_left, failures_left, failures;

bool fault_hit(const char *name)
{
	if (strcmp(armed_name, "*") != 0 && strcmp(armed_name, name) != 0)
		return false;
	if (--passings_left > 0)
		return false;
	if (failures_left == 0)
		return false;
	if (failures_left > 0)
		failures_left--;
	failures++;
	return true;
}

void fault_arm(const char *name, int nth, int count)
{
	snprintf(armed_name, sizeof(armed_name), "%s", name);
	passings_left = nth;
	failures_left = count > 0 ? count : -1;
	failures = 0;
	fault_armed = true;
}

int fault_disarm(void)
{
	fault_armed = false;
	return failures;
}

void fault_from_environment(void)
{
	const char *s = getenv("BOTHY_FAULT");
	char name[64];
	int nth = 1, count = 1;

	if (s && sscanf(s, "%63[^:]:%d:%d", name, &nth, &count) >= 1)
		fault_arm(name, nth, count);
}
