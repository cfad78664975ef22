#include "call/snapshot.hpp"

#include <algorithm>

#include <fmt/core.h>

#include <nlohmann/json.hpp>

namespace sofia::call {
namespace {

using Json = nlohmann::json;

// Field names are short because a row holds them twice and thousands of rows are written each
// second.
Json encode_body(const sip::Body& body) {
    return Json::array({body.content_type, body.data});
}

sip::Body decode_body(const Json& json, const char* field) {
    const auto found = json.find(field);
    if (found == json.end())
        return {};
    return {found->at(0).get<std::string>(), found->at(1).get<std::string>()};
}

Json encode_dialog(const model::DialogState& dialog) {
    Json json{{"cid", dialog.call_id},
              {"loc", dialog.local},
              {"rem", dialog.remote},
              {"lt", dialog.local_tag},
              {"rt", dialog.remote_tag},
              {"lseq", dialog.local_cseq},
              {"rseq", dialog.remote_cseq},
              {"tgt", dialog.remote_target},
              {"me", dialog.local_contact}};
    if (!dialog.route_set.empty())
        json["route"] = dialog.route_set;
    if (!dialog.next_hop.empty())
        json["hop"] = dialog.next_hop;
    return json;
}

model::DialogState decode_dialog(const Json& json) {
    model::DialogState dialog;
    dialog.call_id = json.at("cid").get<std::string>();
    dialog.local = json.at("loc").get<std::string>();
    dialog.remote = json.at("rem").get<std::string>();
    dialog.local_tag = json.at("lt").get<std::string>();
    dialog.remote_tag = json.at("rt").get<std::string>();
    dialog.local_cseq = json.at("lseq").get<std::uint32_t>();
    dialog.remote_cseq = json.at("rseq").get<std::uint32_t>();
    dialog.remote_target = json.at("tgt").get<std::string>();
    dialog.local_contact = json.at("me").get<std::string>();
    dialog.route_set = json.value("route", std::vector<std::string>{});
    dialog.next_hop = json.value("hop", std::string{});
    return dialog;
}

/// `other` is the partner leg: with bypassed media our description to this leg is the partner's
/// own, written once.
Json encode_leg(const LegImage& leg, const LegImage& other) {
    Json json{{"id", leg.uuid.str()},
              {"p", leg.profile},
              {"out", leg.outbound},
              {"d", encode_dialog(leg.dialog)},
              {"peer", Json::array({leg.peer.ip, leg.peer.port, leg.peer.transport})},
              {"rsdp", encode_body(leg.remote_sdp)},
              {"name", leg.caller_id_name},
              {"num", leg.caller_id_number},
              {"dest", leg.destination},
              {"made", base::to_epoch_ms(leg.created)},
              {"ans", base::to_epoch_ms(leg.answered)}};
    if (leg.local_sdp != other.remote_sdp)
        json["lsdp"] = encode_body(leg.local_sdp);
    if (leg.holds)
        json["hold"] = true;
    auto& variables = json["vars"] = Json::array();
    for (const auto& [name, value] : leg.variables.all())
        variables.push_back(Json::array({name, value}));
    return json;
}

LegImage decode_leg(const Json& json) {
    LegImage leg;
    leg.uuid = base::LegUuid(json.at("id").get<std::string>());
    leg.profile = json.at("p").get<std::string>();
    leg.outbound = json.at("out").get<bool>();
    leg.dialog = decode_dialog(json.at("d"));
    const auto& peer = json.at("peer");
    leg.peer = {peer.at(0).get<std::string>(),
                peer.at(1).get<std::uint16_t>(),
                peer.at(2).get<std::string>()};
    leg.remote_sdp = decode_body(json, "rsdp");
    leg.caller_id_name = json.value("name", std::string{});
    leg.caller_id_number = json.value("num", std::string{});
    leg.destination = json.value("dest", std::string{});
    leg.created = base::from_epoch_ms(json.at("made").get<std::int64_t>());
    leg.answered = base::from_epoch_ms(json.at("ans").get<std::int64_t>());
    leg.holds = json.value("hold", false);
    if (const auto variables = json.find("vars"); variables != json.end())
        for (const auto& entry : *variables)
            leg.variables.set(entry.at(0).get<std::string>(), entry.at(1).get<std::string>());
    return leg;
}

model::DialogKey key_of(const LegImage& leg) {
    return {leg.dialog.call_id, leg.dialog.local_tag};
}

}  // namespace

model::TrackedCall to_row(const CallImage& image) {
    model::TrackedCall row;
    row.uuid = image.uuid;
    row.profile = image.a.profile;
    row.caller_id_name = image.a.caller_id_name;
    row.caller_id_number = image.a.caller_id_number;
    row.destination = image.a.destination;
    row.state = image.ending ? "ending" : image.a.holds || image.b.holds ? "held" : "active";
    row.created = image.a.created;
    row.answered = image.a.answered;
    row.a = key_of(image.a);
    row.b = key_of(image.b);
    row.snapshot_version = kSnapshotVersion;
    // Bytes that are no UTF-8 (a display name in Latin-1) are replaced, never a reason to lose the
    // call.
    row.snapshot =
        Json{{"a", encode_leg(image.a, image.b)}, {"b", encode_leg(image.b, image.a)}}.dump(
            -1, ' ', false, Json::error_handler_t::replace);
    return row;
}

base::Result<CallImage> from_row(const model::TrackedCall& row) {
    if (row.snapshot_version > kSnapshotVersion || row.snapshot_version < 1)
        return base::fail(base::ErrorKind::Unsupported,
                          fmt::format("snapshot version {} unknown, this node reads up to {}",
                                      row.snapshot_version,
                                      kSnapshotVersion));
    try {
        const auto json = Json::parse(row.snapshot);
        CallImage image;
        image.uuid = row.uuid;
        image.ending = row.state == "ending";
        image.a = decode_leg(json.at("a"));
        image.b = decode_leg(json.at("b"));
        const auto& a = json.at("a");
        const auto& b = json.at("b");
        image.a.local_sdp = a.contains("lsdp") ? decode_body(a, "lsdp") : image.b.remote_sdp;
        image.b.local_sdp = b.contains("lsdp") ? decode_body(b, "lsdp") : image.a.remote_sdp;
        return image;
    } catch (const Json::exception& error) {
        return base::fail(base::ErrorKind::Invalid,
                          fmt::format("snapshot damaged: {}", error.what()));
    }
}

}  // namespace sofia::call
