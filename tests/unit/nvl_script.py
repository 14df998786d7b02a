# Runs random networks, as nvl_script_test.c writes them, through the executable specification of reputation and says what it makes of
# them. Lines in: N begins a network; M member household verified-day|- staff; E id day kind giver receiver post; F id day receiver
# post visitors; D day ends it. Days are since 1970. Lines out: "member HV FV TV" for each member, then "V value".
import datetime
import importlib.util
import sys

spec = importlib.util.spec_from_file_location("reputation_example", sys.argv[1])
model = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(model)
shift = datetime.date(1970, 1, 1).toordinal() - model.D0


def play(members, events, day):
    net = model.batch(members, events, day)
    for m in sorted(members):
        print(m, net.HV(m, day), net.FV(m, day), net.TV(m, day))
    print("V", net.V(day))


for line in sys.stdin:
    what, *rest = line.split()
    if what == "N":
        members, events = {}, []
    elif what == "M":
        m, household, verified, staff = rest
        members[int(m)] = {
            "cust": int(household),
            "verified": None if verified == "-" else int(verified) + shift,
            "staff": staff == "1",
        }
    elif what == "E":
        number, day, kind, b, h, post = rest
        events.append(dict(id=int(number), day=int(day) + shift, kind=kind, b=int(b), h=int(h), post=int(post)))
    elif what == "F":
        number, day, h, post, n = rest
        events.append(dict(id=int(number), day=int(day) + shift, kind="FOUND", b=None, h=int(h), post=int(post), n=int(n)))
    elif what == "D":
        play(members, events, int(rest[0]) + shift)
