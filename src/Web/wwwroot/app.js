// What makes the pages handier. Every page works without it.

const on = (target, type, act) => target.addEventListener(type, act);
const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

// The bell: told by the server, and if that is not possible asked for now and then while the page is in sight.
const bell = document.querySelector("[data-unread]");
if (bell) {
    const show = count => {
        bell.hidden = !(count > 0);
        bell.textContent = count > 99 ? "99+" : count;
        if (navigator.setAppBadge)
            (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => { });
    };
    let polling;
    const poll = () => {
        polling ??= setInterval(async () => {
            if (document.hidden)
                return;
            const answer = await fetch("/api/notifications/unread").catch(() => null);
            if (answer?.ok)
                show((await answer.json()).total);
        }, 60_000);
    };
    let stream;
    const listen = () => {
        stream?.close();
        stream = null;
        if (document.hidden || polling)
            return;
        stream = new EventSource("/api/notifications/stream");
        on(stream, "message", event => show(Number(event.data)));
        on(stream, "error", () => stream?.readyState === EventSource.CLOSED && poll());
    };
    listen();
    on(document, "visibilitychange", listen);
    on(window, "pagehide", () => stream?.close());
}

// What is needed to open without a network; only for those who have logged in.
if (bell)
    on(window, "load", () => navigator.serviceWorker?.register("/sw.js").catch(() => { }));

// A form is sent once, however often its button is pressed.
on(document, "submit", event => {
    const form = event.target;
    if (form.method === "dialog" || event.defaultPrevented)
        return;
    if (form.dataset.sent)
        return event.preventDefault();
    form.dataset.sent = "true";
    event.submitter?.setAttribute("aria-disabled", "true");
});
const free = form => {
    delete form.dataset.sent;
    each("[aria-disabled]", button => button.removeAttribute("aria-disabled"), form);
};
on(window, "pageshow", event => event.persisted && each("form[data-sent]", free));

// The service worker tells of a form that did not arrive: it stays as it is and says so.
if (navigator.serviceWorker)
    on(navigator.serviceWorker, "message", event => {
        const form = document.querySelector("form[data-sent][data-unsent]");
        if (event.data !== "unsent" || !form)
            return;
        event.ports[0].postMessage("told");
        free(form);
        sessionStorage.removeItem("sent");
        form.querySelector(".problems")?.remove();
        const note = document.createElement("div");
        note.className = "problems";
        note.role = "alert";
        note.tabIndex = -1;
        note.append(document.createElement("p"));
        note.firstChild.textContent = form.dataset.unsent;
        form.prepend(note);
        note.focus();
    });

// On the home screen, offered where the browser can do it: after the first report, and never again to who does not want it.
on(document, "submit", event => event.target.matches("[data-offers]") && sessionStorage.setItem("offer", "yes"));
on(window, "beforeinstallprompt", event => {
    const offer = document.querySelector("[data-install]");
    if (!offer || !sessionStorage.getItem("offer") || document.querySelector('form[data-offers=""]') || document.cookie.includes("install=no"))
        return;
    event.preventDefault();
    offer.hidden = false;
    const answer = () => {
        document.cookie = "install=no; path=/; max-age=31536000; samesite=lax";
        offer.hidden = true;
    };
    on(offer.querySelector("[data-no]"), "click", answer);
    on(offer.querySelector("[data-yes]"), "click", () => { answer(); event.prompt(); });
});

// Sent and not refused, it is no draft any more; whoever was led to the log-in page still has it.
const sent = sessionStorage.getItem("sent");
if (sent) {
    sessionStorage.removeItem("sent");
    if (bell && !document.querySelector(".problems"))
        for (const place of [localStorage, sessionStorage])
            place.removeItem(sent);
}

// What is typed is kept as a draft; only for those who have logged in.
const drafts = document.querySelector("form[data-draft]");
if (drafts)
    import(drafts.dataset.draft).catch(() => { });

// Passwords can be seen, and say when caps-lock is on.
each("[data-password]", box => {
    const input = box.querySelector("input"), button = box.querySelector("[data-show]"), hint = box.parentElement.querySelector("[data-caps]");
    button.hidden = false;
    on(button, "click", () => {
        const shown = input.type === "password";
        input.type = shown ? "text" : "password";
        button.setAttribute("aria-pressed", shown);
    });
    const caps = event => hint.textContent = event.getModifierState?.("CapsLock") ? hint.dataset.caps : "";
    on(input, "keydown", caps);
    on(input, "keyup", caps);
    on(input, "blur", () => hint.textContent = "");
    if (input.form)
        on(input.form, "submit", () => input.type = "password");
});

// How much room is left, once it gets scarce.
each("textarea[data-left]", area => {
    const left = document.createElement("p");
    left.className = "hint";
    area.after(left);
    const count = () => {
        const rest = area.maxLength - area.value.length;
        left.textContent = rest <= area.maxLength / 5 ? `${rest} ${area.dataset.left}` : "";
    };
    on(area, "input", count);
    count();
});

// A toast goes by itself, unless somebody is at it; one with something to press stays longer.
each("[data-toast]", toast => {
    const dismiss = toast.querySelector("[data-dismiss]"), away = () => toast.remove();
    on(dismiss, "click", away);
    const start = () => setTimeout(away, toast.querySelector("form") ? 15_000 : 6_000);
    let timer = start();
    for (const type of ["pointerenter", "focusin"])
        on(toast, type, () => clearTimeout(timer));
    for (const type of ["pointerleave", "focusout"])
        on(toast, type, () => { clearTimeout(timer); timer = start(); });
});

// A link to a page that asks something asks it here, if the question is here too.
on(document, "click", event => {
    const link = event.target.closest?.("a[data-dialog]"), dialog = link && document.getElementById(link.dataset.dialog);
    if (dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        dialog.showModal();
    } else if (event.target.matches?.("dialog[open]"))
        event.target.close();
});

// What stands open all day, on the tablet at the door, keeps itself up to date while nobody is at it; every minute or as many seconds as it says.
const fresh = document.querySelector("[data-fresh]");
if (fresh)
    setInterval(async () => {
        const part = document.querySelector("[data-fresh]"), held = part.querySelector("summary[id]:focus");
        if (document.hidden || (part.contains(document.activeElement) && !held) || part.querySelector("details[open]"))
            return;
        const answer = await fetch(location.href).catch(() => null);
        if (!answer?.ok)
            return;
        const now = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-fresh]");
        if (now) {
            part.replaceWith(now);
            // The row one stood at is another one now, with the same name.
            if (held)
                document.getElementById(held.id)?.focus({ preventScroll: true });
        } else
            location.reload();
    }, 1000 * (fresh.dataset.fresh || 60));

// A choice that needs nothing more is sent when it is made; its button is for those without script.
each("form[data-at-once]", form => {
    each("[type=submit], button:not([type])", button => button.hidden = true, form);
    on(form, "change", () => form.requestSubmit());
});

// What is offered follows what was chosen before: the server is asked; the button for it is for those without script.
each("[data-looks]", look => {
    look.hidden = true;
    on(look.form, "change", event => event.target.matches("[data-look]") && look.form.requestSubmit(look));
});

// The part of a day can be drawn on its picture; the times below say the same.
each("[data-timeline]", line => {
    const start = Number(line.dataset.start), end = Number(line.dataset.end), svg = line.querySelector("svg"), part = line.querySelector("[data-part]");
    const from = line.querySelector("[data-from]"), until = line.querySelector("[data-until]");
    // Midnight at the end of a day is more than a time input can say: it says the beginning of one.
    const minutes = input => input.value ? Number(input.value.slice(0, 2)) * 60 + Number(input.value.slice(3, 5)) : null;
    const last = () => minutes(until) || end;
    const clamp = at => Math.min(end, Math.max(start, at));
    const draw = () => {
        const begins = clamp(minutes(from) ?? start), ends = Math.max(begins, clamp(last()));
        part.setAttribute("x", `${100 * (begins - start) / (end - start)}%`);
        part.setAttribute("width", `${100 * (ends - begins) / (end - start)}%`);
    };
    const set = (input, at) => input.value = new Date(at % 1440 * 60_000).toISOString().slice(11, 16);
    let held;
    const pull = event => {
        const box = svg.getBoundingClientRect(), at = clamp(start + Math.round((event.clientX - box.left) / box.width * (end - start) / 15) * 15);
        held ??= Math.abs(at - (minutes(from) ?? start)) <= Math.abs(at - last()) ? from : until;
        set(held, at);
        if (held === from && at >= last())
            set(until, Math.min(end, at + 15));
        if (held === until && at <= (minutes(from) ?? start))
            set(from, Math.max(start, at - 15));
        draw();
    };
    line.dataset.drawn = "";
    on(svg, "pointerdown", event => { held = null; svg.setPointerCapture(event.pointerId); pull(event); });
    on(svg, "pointermove", event => svg.hasPointerCapture(event.pointerId) && pull(event));
    on(line, "input", draw);
});
