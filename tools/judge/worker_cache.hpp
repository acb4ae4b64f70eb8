#pragma once

#include <string>

// Files that several programs read and build at the same time: `./lab watch` in one shell, `./lab test` in another.
namespace lab {

/// Where this program writes what is to become the file: a name of its own in the same folder.
std::string unfinished(const std::string& file);

/// Puts it there. Who reads or runs the file meanwhile keeps the old one.
void finish(const std::string& file);

/// Replaces a small file by this text in one step. Unlike sfumato::write_file it does not wait for the disk: what lies
/// here can be made again.
void put_text(const std::string& file, const std::string& text);

/// Removes what programs left behind that were stopped before they finished the file. Only under the lock of who builds
/// it.
void sweep(const std::string& file);

/// The folder for the workers of a tree: `out` itself for the lab's own exercises/, a folder in it for any other tree.
/// Those of trees that are gone go too, and of the others the longest unused beyond a few.
std::string folder_for_tree(const std::string& out, const std::string& tree);

}  // namespace lab
