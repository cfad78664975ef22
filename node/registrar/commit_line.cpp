#include "registrar/commit_line.hpp"

#include <utility>

#include "base/log.hpp"
#include "registrar/replies.hpp"

namespace sofia::registrar {
namespace {

using base::ErrorKind;

std::string address_of(const Aor& aor) {
    return aor.user + "@" + aor.host;
}

}  // namespace

CommitLine::CommitLine(LineParts parts, std::size_t limit, std::chrono::seconds retry_after)
    : parts_(std::move(parts)),
      limit_(limit),
      retry_after_(retry_after),
      accepted_(parts_.metrics.counter("registrar_accepted")),
      refused_(parts_.metrics.counter("registrar_refused")),
      not_stored_(parts_.metrics.counter("registrar_not_stored")),
      bindings_(parts_.metrics.gauge("registrations")) {}

void CommitLine::enter(Admitted request) {
    auto folded = request.aor.folded();
    auto& line = lines_[folded];
    if (line.size() >= limit_) {
        answer_unavailable(*request.transaction);
        return;
    }
    line.push_back({std::move(request), {}});
    if (line.size() == 1)
        advance(folded);
}

void CommitLine::advance(const Aor& folded) {
    auto& line = lines_.at(folded);
    while (!line.empty()) {
        auto& [request, plan] = line.front();
        const auto now = parts_.clock.wall();
        auto planned = plan_bindings(request.transaction->request(),
                                     request.aor,
                                     parts_.table.live(folded, now),
                                     request.admission,
                                     *request.profile,
                                     *request.acls,
                                     now,
                                     static_cast<std::uint32_t>(random_()));
        if (planned && !planned->changes_nothing()) {
            plan = std::move(*planned);
            write(folded, plan);
            return;
        }
        if (planned) {
            request.transaction->respond(ok_reply(request.transaction->request(),
                                                  *planned,
                                                  now,
                                                  request.profile->registrar.expires_in_answer));
        } else {
            LOG_INFO(Area::Registrar,
                     "aor={} profile={} from={} refused with {}: {}",
                     address_of(request.aor),
                     request.aor.profile,
                     request.transaction->request().source.ip,
                     planned.error().status,
                     planned.error().reason);
            refused_.add();
            request.transaction->respond(refusal_reply(planned.error()));
        }
        line.pop_front();
    }
    lines_.erase(folded);
}

void CommitLine::write(const Aor& folded, const Plan& plan) {
    auto remove = plan.unregister;
    remove.insert(remove.end(), plan.replace.begin(), plan.replace.end());
    parts_.writer.write_registrations(
        plan.put,
        std::move(remove),
        [this, folded, life = std::weak_ptr<char>(life_)](base::Result<void> result) {
            if (!life.expired())
                on_written(folded, std::move(result));
        });
}

void CommitLine::on_written(const Aor& folded, base::Result<void> result) {
    auto& line = lines_.at(folded);
    if (result) {
        apply(line.front());
        line.pop_front();
        advance(folded);
    } else if (result.error().kind == ErrorKind::Stale) {
        parts_.on_stale();
    } else {
        fail_all(folded, result.error());
    }
}

void CommitLine::apply(Waiting& done) {
    auto& [request, plan] = done;
    const auto& message = request.transaction->request();
    const bool tell = parts_.bus.wants("CUSTOM", "sofia::register");
    const bool tell_of_ends = parts_.bus.wants("CUSTOM", "sofia::unregister");
    for (const auto& key : plan.unregister)
        if (const auto gone = parts_.table.remove(key); gone && tell_of_ends)
            parts_.bus.publish(unregister_event(*gone));
    for (const auto& key : plan.replace)
        parts_.table.remove(key);
    for (auto& binding : plan.put) {
        if (tell) {
            const auto granted = std::chrono::duration_cast<std::chrono::seconds>(
                binding.expires - binding.refreshed - request.admission.terms.late_margin);
            const bool is_update = parts_.table.find(binding.key) != nullptr;
            parts_.bus.publish(
                register_event(message, binding, granted, is_update, request.user_headers));
        }
        if (!binding.nonce_hash.empty())
            parts_.keep_nonce(binding.nonce_hash, binding.expires);
        parts_.table.put(std::move(binding));
    }
    accepted_.add();
    bindings_.set(static_cast<std::int64_t>(parts_.table.size()));
    request.transaction->respond(
        ok_reply(message, plan, parts_.clock.wall(), request.profile->registrar.expires_in_answer));
}

void CommitLine::fail_all(const Aor& folded, const base::Error& error) {
    // Out of the map first: answering may let the same phone's next request in.
    auto line = std::move(lines_.extract(folded).mapped());
    auto& front = line.front();
    LOG_WARN(Area::Registrar,
             "aor={} profile={} not stored ({}: {}); {} request(s) refused",
             address_of(front.request.aor),
             folded.profile,
             base::to_string(error.kind),
             error.text,
             line.size());
    if (error.kind == ErrorKind::Timeout || error.kind == ErrorKind::InDoubt)
        parts_.uncertain.add(front.plan.put);
    not_stored_.add(static_cast<std::int64_t>(line.size()));
    // A value that the database refuses will be refused again; only that request is to blame.
    if (error.kind == ErrorKind::Invalid) {
        front.request.transaction->respond(sip::Reply::of(500));
        line.pop_front();
        if (!line.empty()) {
            lines_.emplace(folded, std::move(line));
            advance(folded);
        }
        return;
    }
    for (const auto& waiting : line)
        answer_unavailable(*waiting.request.transaction);
}

std::vector<std::unique_ptr<sip::ServerTransaction>> CommitLine::abandon() {
    std::vector<std::unique_ptr<sip::ServerTransaction>> transactions;
    for (auto& [folded, line] : lines_)
        for (auto& waiting : line)
            transactions.push_back(std::move(waiting.request.transaction));
    lines_.clear();
    life_ = std::make_shared<char>();
    return transactions;
}

void CommitLine::answer_unavailable(sip::ServerTransaction& transaction) {
    const auto spread = retry_after_.count() > 0
                            ? static_cast<std::int64_t>(random_()) % (retry_after_.count() + 1)
                            : 0;
    transaction.respond(unavailable_reply(retry_after_ + std::chrono::seconds(spread)));
}

}  // namespace sofia::registrar
