#pragma once

/// The library with files: safetensors, models with their description, the folders of the Hugging Face library,
/// pictures, gzip-compressed data, training that can be resumed.

#include "sfumato/io/apng.hpp"
#include "sfumato/io/gzip.hpp"
#include "sfumato/io/image_grid.hpp"
#include "sfumato/io/image_layout.hpp"
#include "sfumato/io/model_card.hpp"
#include "sfumato/io/open_for_inference.hpp"
#include "sfumato/io/png.hpp"
#include "sfumato/io/png_reader.hpp"
#include "sfumato/io/pretrained.hpp"
#include "sfumato/io/safetensors.hpp"
#include "sfumato/io/scheduler_config.hpp"
#include "sfumato/io/state_dict.hpp"
#include "sfumato/io/trajectory_picture.hpp"
#include "sfumato/sfumato.hpp"
#include "sfumato/train/checkpoint.hpp"
