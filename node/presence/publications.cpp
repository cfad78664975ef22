#include "presence/publications.hpp"

#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "presence/gate.hpp"
#include "presence/package.hpp"
#include "presence/pidf.hpp"

namespace sofia::presence {
namespace {

constexpr std::size_t kLongestDocument = 16384;
constexpr std::size_t kMostPublications = 16;
constexpr std::size_t kLongestAgent = 500;
constexpr int kPlaceBytes = 8;

std::string next_tag(const model::Publication& publication) {
    const auto dot = publication.etag.rfind('.');
    const auto number = dot == std::string::npos
                            ? std::optional<long long>(0)
                            : base::to_number(std::string_view(publication.etag).substr(dot + 1));
    return publication.key.publication + "." + std::to_string(number.value_or(0) + 1);
}

sip::Reply done(const model::Publication& publication, std::chrono::seconds granted) {
    return sip::Reply::of(200)
        .add("SIP-ETag", publication.etag)
        .add("Expires", std::to_string(granted.count()));
}

bool is_own(const Sender& sender, const Resource& user) {
    return sender.user == nullptr || base::iequals(sender.user->id, user.user) ||
           base::iequals(sender.user->number_alias, user.user);
}

/// With what a document is refused that is not to be read; nothing when there is none or it may be.
std::optional<sip::Reply> refuse_body(const sip::Request& request) {
    if (request.body.empty())
        return std::nullopt;
    if (request.body.data.size() > kLongestDocument)
        return sip::Reply::of(413);
    const auto& type = request.body.content_type;
    const auto wanted = content_type(Package::Presence);
    if (!base::iequals(base::trim(std::string_view(type).substr(0, type.find(';'))), wanted))
        return sip::Reply::of(415).add("Accept", std::string(wanted));
    return std::nullopt;
}

}  // namespace

void Publications::on_publish(const model::Profile& profile,
                              std::unique_ptr<sip::ServerTransaction> publish) {
    const auto& request = publish->request();
    const auto event = read_event(request.header("Event"));
    if (package_of(event.name) != Package::Presence || !serves(profile, Package::Presence)) {
        const auto served = serves(profile, Package::Presence)
                                ? std::string(to_string(Package::Presence))
                                : allowed_events(profile);
        return refuse(*publish,
                      profile,
                      sip::Reply::of(489).add("Allow-Events", served),
                      "event '" + event.name + "'");
    }
    if (const auto refusal = refuse_extensions(request))
        return refuse(*publish, profile, *refusal, "it requires an extension");
    auto user = resource_of(profile, request.uri);
    if (!user)
        user = resource_of(profile, request.to.uri);
    if (!user)
        return refuse(*publish, profile, sip::Reply::of(404), "it names no user");
    if (const auto refusal = refuse_body(request))
        return refuse(*publish, profile, *refusal, "its document");
    const bool is_end = request.expires == 0U;
    const auto granted = is_end ? std::chrono::seconds(0)
                                : grant(request.expires, profile.presence.force_publish_expires);
    if (!granted)
        return refuse(*publish, profile, too_brief(), "the time is too short");
    const auto sender = admit(rooms_,
                              profile,
                              *publish,
                              profile.presence.auth_subscriptions,
                              registrar::ChallengeBy::Registrar);
    if (!sender)
        return;
    if (!is_own(*sender, *user))
        return refuse(*publish, profile, sip::Reply::of(403), "it speaks for " + user->str());

    model::Publication publication;
    const std::string tag(base::trim(request.header("SIP-If-Match")));
    if (tag.empty()) {
        if (request.body.empty() || is_end)
            return refuse(*publish, profile, sip::Reply::of(400, "Missing Body"), "no document");
        if (users_.publications_of(*user).size() >= kMostPublications)
            return refuse(*publish, profile, not_now(), "it has too many publications");
        publication.key = {user->user, user->host, base::make_token(kPlaceBytes)};
    } else {
        const auto* known = users_.find({user->user, user->host, tag.substr(0, tag.rfind('.'))});
        if (known == nullptr || known->etag != tag)
            return refuse(*publish, profile, sip::Reply::of(412), "no publication has this tag");
        publication = *known;
    }
    if (!request.body.empty()) {
        const auto fact = read_pidf(request.body.data);
        if (!fact)
            return refuse(
                *publish, profile, sip::Reply::of(400, "Bad Document"), fact.error().text);
        publication.basic = fact->is_open ? "open" : "closed";
        publication.note = fact->note;
        publication.activity = fact->activity;
        publication.content = request.body.data;
    }
    if (is_end)
        return end(profile, publication.key, std::move(publish));
    publication.profile = profile.name;
    publication.user_agent = request.user_agent.substr(0, kLongestAgent);
    publication.network_ip = request.source.ip;
    publication.network_port = request.source.port;
    publication.published = rooms_.clock.wall();
    publication.expires = publication.published + *granted;
    publication.etag = next_tag(publication);
    store(std::move(publication), *granted, std::move(publish));
}

void Publications::store(model::Publication publication,
                         std::chrono::seconds granted,
                         std::shared_ptr<sip::ServerTransaction> publish) {
    rooms_.writer.put(
        publication,
        [this, era = std::weak_ptr<void>(era_), publication, granted, publish = std::move(publish)](
            const base::Result<void>& written) {
            if (era.expired())
                return;
            if (!written)
                return publish->respond(not_now());
            publish->respond(done(publication, granted));
            users_.put(publication);
            users_.on_change({publication.key.user, publication.key.host});
            tell(publication);
        });
}

void Publications::end(const model::Profile& profile,
                       const model::PublicationKey& key,
                       std::shared_ptr<sip::ServerTransaction> publish) {
    LOG_INFO(Area::Sip, "profile={} user={}@{} unpublishes", profile.name, key.user, key.host);
    rooms_.writer.remove(
        key,
        [this, era = std::weak_ptr<void>(era_), key, publish = std::move(publish)](
            const base::Result<void>& removed) {
            if (era.expired())
                return;
            if (!removed)
                return publish->respond(not_now());
            // RFC 3903 6, step 7: also this answer has a tag.
            publish->respond(
                sip::Reply::of(200).add("SIP-ETag", key.publication + ".0").add("Expires", "0"));
            users_.remove(key);
            users_.on_change({key.user, key.host});
        });
}

void Publications::sweep() {
    for (const auto& key : users_.ended_publications(rooms_.clock.wall())) {
        users_.remove(key);
        users_.on_change({key.user, key.host});
        rooms_.writer.remove(key, [](const base::Result<void>&) {});
    }
}

void Publications::tell(const model::Publication& publication) const {
    if (!rooms_.bus.wants("PRESENCE_IN"))
        return;
    model::Event event{"PRESENCE_IN", {}, {}, {}};
    const Resource user{publication.key.user, publication.key.host};
    event.add("proto", "sip")
        .add("login", publication.profile)
        .add("from", user.str())
        .add("rpid", publication.activity.empty() ? "unknown" : publication.activity)
        .add("status", publication.note)
        .add("event_type", "presence");
    rooms_.bus.publish(std::move(event));
}

}  // namespace sofia::presence
