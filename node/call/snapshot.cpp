#include "call/snapshot.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "store/portable_text.hpp"

#include <nlohmann/json.hpp>

namespace sofia::call {
namespace {

using Json = nlohmann::json;

// What peers sent may be no UTF-8 (a session name in Latin-1), which JSON cannot hold, and must
// come back byte for byte: a description that changes is another description (RFC 3264 8).
Json text(const std::string& bytes) {
    return store::is_portable(bytes) ? bytes : store::to_portable(bytes);
}

std::string bytes(const Json& text) {
    return store::from_portable(text.get<std::string>());
}

Json texts(const std::vector<std::string>& values) {
    auto list = Json::array();
    for (const auto& value : values)
        list.push_back(text(value));
    return list;
}

// Field names are short because a row holds them twice and thousands of rows are written each
// second.
Json encode_body(const sip::Body& body) {
    return Json::array({text(body.content_type), text(body.data)});
}

sip::Body decode_body(const Json& json, const char* field) {
    const auto found = json.find(field);
    if (found == json.end())
        return {};
    return {bytes(found->at(0)), bytes(found->at(1))};
}

Json encode_dialog(const model::DialogState& dialog) {
    Json json{{"cid", text(dialog.call_id)},
              {"loc", text(dialog.local)},
              {"rem", text(dialog.remote)},
              {"lt", text(dialog.local_tag)},
              {"rt", text(dialog.remote_tag)},
              {"lseq", dialog.local_cseq},
              {"rseq", dialog.remote_cseq},
              {"tgt", text(dialog.remote_target)},
              {"me", text(dialog.local_contact)}};
    if (!dialog.route_set.empty())
        json["route"] = texts(dialog.route_set);
    if (!dialog.next_hop.empty())
        json["hop"] = text(dialog.next_hop);
    return json;
}

model::DialogState decode_dialog(const Json& json) {
    model::DialogState dialog;
    dialog.call_id = bytes(json.at("cid"));
    dialog.local = bytes(json.at("loc"));
    dialog.remote = bytes(json.at("rem"));
    dialog.local_tag = bytes(json.at("lt"));
    dialog.remote_tag = bytes(json.at("rt"));
    dialog.local_cseq = json.at("lseq").get<std::uint32_t>();
    dialog.remote_cseq = json.at("rseq").get<std::uint32_t>();
    dialog.remote_target = bytes(json.at("tgt"));
    dialog.local_contact = bytes(json.at("me"));
    if (const auto route = json.find("route"); route != json.end())
        for (const auto& hop : *route)
            dialog.route_set.push_back(bytes(hop));
    dialog.next_hop = bytes(json.value("hop", Json("")));
    return dialog;
}

/// `other` is the partner leg: with bypassed media our description to this leg is the partner's
/// own, written once.
Json encode_leg(const LegImage& leg, const LegImage& other) {
    Json json{{"id", text(leg.uuid.str())},
              {"p", text(leg.profile)},
              {"out", leg.outbound},
              {"d", encode_dialog(leg.dialog)},
              {"peer", Json::array({leg.peer.ip, leg.peer.port, leg.peer.transport})},
              {"rsdp", encode_body(leg.remote_sdp)},
              {"name", text(leg.caller_id_name)},
              {"num", text(leg.caller_id_number)},
              {"dest", text(leg.destination)},
              {"made", base::to_epoch_ms(leg.created)},
              {"ans", base::to_epoch_ms(leg.answered)}};
    if (leg.local_sdp != other.remote_sdp)
        json["lsdp"] = encode_body(leg.local_sdp);
    if (leg.holds)
        json["hold"] = true;
    if (leg.made_offer)
        json["late"] = true;
    if (leg.hung_up)
        json["bye"] = true;
    auto& variables = json["vars"] = Json::array();
    for (const auto& [name, value] : leg.variables.all())
        variables.push_back(Json::array({text(name), text(value)}));
    return json;
}

LegImage decode_leg(const Json& json) {
    LegImage leg;
    leg.uuid = base::LegUuid(bytes(json.at("id")));
    leg.profile = bytes(json.at("p"));
    leg.outbound = json.at("out").get<bool>();
    leg.dialog = decode_dialog(json.at("d"));
    const auto& peer = json.at("peer");
    leg.peer = {peer.at(0).get<std::string>(),
                peer.at(1).get<std::uint16_t>(),
                peer.at(2).get<std::string>()};
    leg.remote_sdp = decode_body(json, "rsdp");
    leg.caller_id_name = bytes(json.value("name", Json("")));
    leg.caller_id_number = bytes(json.value("num", Json("")));
    leg.destination = bytes(json.value("dest", Json("")));
    leg.created = base::from_epoch_ms(json.at("made").get<std::int64_t>());
    leg.answered = base::from_epoch_ms(json.at("ans").get<std::int64_t>());
    leg.holds = json.value("hold", false);
    leg.made_offer = json.value("late", false);
    leg.hung_up = json.value("bye", false);
    if (const auto variables = json.find("vars"); variables != json.end())
        for (const auto& entry : *variables)
            leg.variables.set(bytes(entry.at(0)), bytes(entry.at(1)));
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
    row.snapshot =
        Json{{"a", encode_leg(image.a, image.b)}, {"b", encode_leg(image.b, image.a)}}.dump();
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
